// Collects what is wrong, for everybody who reads or checks. Says the same thing at the same place once only.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "agent/load/diagnostic.hpp"

namespace holdfast::load {

class Report {
 public:
  void error(Place place, std::string message, std::string hint = "", std::vector<Place> others = {});
  void warning(Place place, std::string message, std::string hint = "", std::vector<Place> others = {});
  void add(Diagnostic diagnostic);

  std::size_t errors() const { return errors_; }
  std::vector<Diagnostic> sorted() &&;  // by file, line, column

 private:
  std::vector<Diagnostic> diagnostics_;
  std::set<std::tuple<std::string, int, int, std::string>> said_;
  std::size_t errors_ = 0;
};

// "did you mean `quorum`?  allowed here: when, witnesses, quorum" with the first part only if something is near.
std::string suggest(const std::string& word, const std::vector<std::string>& allowed,
                    const std::string& lead = "allowed here");

}  // namespace holdfast::load
