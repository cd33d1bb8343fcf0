// Something that a continuity manager should hear: what is wrong or missing in what was written down, with all its
// figures in the text. Not an error: the files are right, the business they describe is not as it should be.
#pragma once

#include <string>

namespace holdfast::continuity {

struct Finding {
  std::string code;     // "rto-too-long": for machines, never changed
  std::string subject;  // "service.teller", "risk.flood", "site"
  std::string text;     // one sentence or two
};

}  // namespace holdfast::continuity
