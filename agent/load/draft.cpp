#include "agent/load/draft.hpp"

namespace holdfast::load {

const Declared* Draft::find(const std::string& kind, const std::string& id) const {
  for (const Declared& known : declared) {
    if (known.kind == kind && known.id == id) return &known;
  }
  return nullptr;
}

std::vector<std::string> Draft::ids(const std::string& kind) const {
  std::vector<std::string> ids;
  for (const Declared& known : declared) {
    if (known.kind == kind) ids.push_back(known.id);
  }
  return ids;
}

}  // namespace holdfast::load
