#include "tests/journal/faulty_disk.hpp"

#include <sqlite3.h>

#include <atomic>
#include <new>

namespace holdfast::journal::testing {
namespace {

std::atomic<bool> full = false;
std::atomic<bool> sync_fails = false;
std::atomic<int> writes_left = 0;  // until the disk is full; 0: not counted
std::atomic<std::uint64_t> sync_count = 0;
std::atomic<std::uint64_t> write_count = 0;

struct File {  // what SQLite sees, in front of the machine's file, which follows it in the same memory
  sqlite3_file base;
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1); }
const sqlite3_io_methods* methods_of(sqlite3_file* file) { return real(file)->pMethods; }

bool no_space() {
  if (writes_left > 0 && --writes_left == 0) full = true;
  return full;
}

int close(sqlite3_file* file) { return methods_of(file)->xClose(real(file)); }
int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return methods_of(file)->xRead(real(file), to, size, at);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  ++write_count;
  return no_space() ? SQLITE_FULL : methods_of(file)->xWrite(real(file), from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) { return methods_of(file)->xTruncate(real(file), size); }
int sync(sqlite3_file* file, int flags) {
  ++sync_count;
  return sync_fails ? SQLITE_IOERR_FSYNC : methods_of(file)->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) { return methods_of(file)->xFileSize(real(file), size); }
int lock(sqlite3_file* file, int level) { return methods_of(file)->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) { return methods_of(file)->xUnlock(real(file), level); }
int check_reserved(sqlite3_file* file, int* out) { return methods_of(file)->xCheckReservedLock(real(file), out); }
int control(sqlite3_file* file, int op, void* arg) { return methods_of(file)->xFileControl(real(file), op, arg); }
int sector_size(sqlite3_file* file) { return methods_of(file)->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return methods_of(file)->xDeviceCharacteristics(real(file)); }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return methods_of(file)->xShmMap(real(file), page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return methods_of(file)->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { methods_of(file)->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) { return methods_of(file)->xShmUnmap(real(file), remove); }

const sqlite3_io_methods faulty_methods = {
    2,         close,          read,    write,       truncate,        sync,    file_size, lock,
    unlock,    check_reserved, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, nullptr,        nullptr};

sqlite3_vfs* machine = nullptr;
sqlite3_vfs faulty;

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  const int code = machine->xOpen(machine, name, real(file), flags, out_flags);
  if (methods_of(file) != nullptr) file->pMethods = &faulty_methods;
  return code;
}

}  // namespace

FaultyDisk::FaultyDisk() {
  full = false;
  sync_fails = false;
  writes_left = 0;
  machine = sqlite3_vfs_find(nullptr);
  faulty = *machine;
  faulty.zName = "faulty";
  faulty.szOsFile = machine->szOsFile + static_cast<int>(sizeof(File));
  faulty.xOpen = open;
  sqlite3_vfs_register(&faulty, 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&faulty);
  sqlite3_vfs_register(machine, 1);
}

void FaultyDisk::set_full(bool now) { full = now; }
void FaultyDisk::set_sync_fails(bool fails) { sync_fails = fails; }
void FaultyDisk::fail_write(int nth) { writes_left = nth; }
std::uint64_t FaultyDisk::syncs() const { return sync_count; }
std::uint64_t FaultyDisk::writes() const { return write_count; }

}  // namespace holdfast::journal::testing
