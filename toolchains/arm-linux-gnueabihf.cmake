# 32-bit ARM with hardware floating point. The sysroot is an unpacked Debian made by toolchains/sysroot; ctest runs the
# tests under qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(triple arm-linux-gnueabihf)
set(emulator qemu-arm-static)
include("${CMAKE_CURRENT_LIST_DIR}/debian-cross.cmake")
