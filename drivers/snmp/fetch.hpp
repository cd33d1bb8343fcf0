// Reading many objects with few GETs: what to ask next, given what has been answered. Pure: the caller does the asking.
// Too big an answer halves the question; an error that names an object costs that object and the others are asked
// again.
//
//     while (!fetch.is_done()) { ask fetch.next(), then fetch.take(response); }
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "agent/model/sample.hpp"
#include "drivers/snmp/message.hpp"

namespace holdfast::drivers::snmp {

class Fetch {
 public:
  // At most `largest` objects in a request.
  Fetch(std::vector<Oid> wanted, std::size_t largest);

  struct Answer {
    std::optional<Raw> raw;
    model::Reason reason = model::Reason::not_available;  // why there is none
  };

  bool is_done() const { return batches_.empty(); }
  Request next() const;
  // Every call makes progress: the objects still open become fewer or the requests smaller.
  void take(const Response& response);

  const std::vector<Oid>& wanted() const { return wanted_; }
  const std::vector<Answer>& answers() const { return answers_; }  // parallel to `wanted`
  std::size_t largest() const { return largest_; }                 // what the device has turned out to bear

 private:
  using Batch = std::vector<std::size_t>;
  void halve(const Batch& batch);
  void take_bindings(const Batch& batch, const Response& response);

  std::vector<Oid> wanted_;
  std::vector<Answer> answers_;
  std::deque<Batch> batches_;
  std::size_t largest_;
};

}  // namespace holdfast::drivers::snmp
