#include "tests/load/folders.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace holdfast::load {

namespace fs = std::filesystem;

std::string source_folder() { return std::getenv("HOLDFAST_SOURCE_DIR"); }

std::string rendered(const Loaded& loaded) {
  std::string text;
  for (const Diagnostic& each : loaded.diagnostics) text += render(each, false);
  return text;
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_whole(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "holdfast-load-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

void TemporaryFolder::write(const std::string& name, const std::string& text) const {
  const fs::path path = fs::path(path_) / name;
  fs::create_directories(path.parent_path());
  write_whole(path.string(), text);
}

}  // namespace holdfast::load
