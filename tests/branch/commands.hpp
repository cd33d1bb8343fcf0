// The words by which a person, a test or the timeline drives the branch. One line in, one line out: "ok ..." or "error
// ...".
//
//   mains off | mains on | mains sag VOLTS         generator fail | ok | stop | auto | manual
//   fibre fail | ok                                battery PERCENT%          fuel PERCENT%
//   battery ups-rack PERCENT%                      outlet pdu-b NUMBER on | off              room DEGREES
//   outlet NUMBER on | off                         device ID silent | answer | garbage | late MS | drip | close |
//   state    log    quit                                     wrong-unit | wrong-id
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/branch/faults.hpp"
#include "tests/branch/model/site.hpp"

namespace holdfast::branch {

class Commands {
 public:
  // Both must outlive the commands. `site` has been brought up to date by the caller.
  Commands(Site& site, Faults& faults, std::string log_path)
      : site_(site), faults_(faults), log_path_(std::move(log_path)) {}

  std::string execute(const std::string& line);
  bool quit_asked() const { return quit_asked_; }

 private:
  using Arguments = std::vector<std::string>;
  std::string mains(const Arguments& arguments);
  std::string generator(const Arguments& arguments);
  std::string level(const Arguments& arguments);
  std::string outlet(const Arguments& arguments);
  std::string device(const Arguments& arguments);

  Site& site_;
  Faults& faults_;
  std::string log_path_;
  bool quit_asked_ = false;
};

// The whole branch as one line of JSON.
std::string state_json(const Site& site, const Faults& faults);

// "5s", "200ms", "1.5m", "1h".
std::optional<Duration> parse_duration(const std::string& text);

}  // namespace holdfast::branch
