// Folders and texts that the tests of loading share.
#pragma once

#include <string>

#include "agent/load/load.hpp"

namespace holdfast::load {

std::string source_folder();  // of the repository

// Every diagnostic as people see it, without colour, one after the other.
std::string rendered(const Loaded& loaded);

std::string read_whole(const std::string& path);
void write_whole(const std::string& path, const std::string& text);

// A folder of its own below the system's temporary folder; removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  // Creates the folders on the way.
  void write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

}  // namespace holdfast::load
