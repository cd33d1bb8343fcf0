// A disk under SQLite that can be full, refuse to sync, and counts its syncs: a file system of SQLite (VFS) in front of
// the machine's own, for the whole test program while the object lives.
#pragma once

#include <cstdint>

namespace holdfast::journal::testing {

class FaultyDisk {
 public:
  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  void set_full(bool full);
  void set_sync_fails(bool fails);
  void fail_write(int nth);  // the nth write from now fails as on a full disk, and all after it; 0: none
  std::uint64_t syncs() const;
  std::uint64_t writes() const;
};

}  // namespace holdfast::journal::testing
