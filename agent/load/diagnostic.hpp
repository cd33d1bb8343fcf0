// One thing that is wrong or doubtful in a file, said so that a tired person can mend it at once.
//
//   error: unknown key `quorom`
//     branch/disruptions.toml:12
//      12 | quorom = 1
//         | ^^^^^^
//     did you mean `quorum`?  allowed here: when, witnesses, quorum, ...
#pragma once

#include <string>
#include <vector>

namespace holdfast::load {

enum class Severity { error, warning };

struct Place {
  std::string file;  // relative to the folder that was checked
  int line = 0;      // from 1; 0: the whole file
  int column = 0;    // from 1; 0: the whole line
  int length = 1;    // of what to underline
  std::string excerpt;
  static Place whole(std::string file) {
    Place place;
    place.file = std::move(file);
    return place;
  }
};

struct Diagnostic {
  Severity severity = Severity::error;
  std::string message;
  Place place;
  std::string hint;           // "did you mean `quorum`?"; empty if nothing helps
  std::vector<Place> others;  // the other place of a duplicate, the way round of a cycle
};

// As people read it: message, place, excerpt with an underline, hint. Colour only if asked for.
std::string render(const Diagnostic& diagnostic, bool colour);

// The nearest of `names` to `word` within a third of its length; "" if none.
std::string nearest(const std::string& word, const std::vector<std::string>& names);

}  // namespace holdfast::load
