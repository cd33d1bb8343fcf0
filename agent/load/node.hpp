// A parsed TOML file as a plain tree in which every key and value knows its place. What the readers read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/load/source_file.hpp"

namespace holdfast::load {

struct Entry;

struct Node {
  enum class Type { boolean, integer, number, text, list, table, time };

  Type type = Type::table;
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;
  std::string text;            // decoded; of an expanded range with {n} replaced
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a table, in the order of the file

  const SourceFile* file = nullptr;
  std::size_t begin = 0;  // of the literal, or of a table's header
  std::size_t length = 0;
  std::string row;  // what {n} stands for, in an expanded range

  Place place() const { return file->place(begin, length); }
  // The place of bytes of `text`, inside the literal: for a caret below a condition.
  Place place_inside(std::size_t position, std::size_t bytes) const;
};

struct Entry {
  std::string key;
  std::size_t key_begin = 0;
  std::size_t key_length = 0;
  Node value;

  Place key_place() const { return value.file->place(key_begin, key_length); }
};

// "text", "a whole number", "a list" ...: what it is, for messages.
const char* describe(Node::Type type);

// `node` with {n} in all its texts replaced by the number.
Node with_row(Node node, const std::string& row);

}  // namespace holdfast::load
