// Loaded into the agent by LD_PRELOAD: a name server that does not answer for a minute. Addresses are not its business.
#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
  using Function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  if (name == nullptr || !std::string_view(name).ends_with(".invalid")) return real(name, service, hints, found);
  // The test waits for this file: it tells that somebody is stuck here.
  if (const char* mark = std::getenv("SLOW_NAMES_MARK")) {
    if (std::FILE* file = std::fopen(mark, "w")) std::fclose(file);
  }
  for (unsigned left = 60; left > 0;) left = ::sleep(left);
  return EAI_AGAIN;
}
