# What every cross build against an unpacked Debian sysroot has in common. In: triple, emulator, HOLDFAST_SYSROOT.

# CMake tries the compiler in projects of its own, which see only the variables named here.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES HOLDFAST_SYSROOT)
if(NOT IS_DIRECTORY "${HOLDFAST_SYSROOT}/usr/include")
  message(FATAL_ERROR "No sysroot at '${HOLDFAST_SYSROOT}'. Make it with ./dev cross, or set HOLDFAST_SYSROOT.")
endif()

set(CMAKE_SYSROOT "${HOLDFAST_SYSROOT}")
set(CMAKE_LIBRARY_ARCHITECTURE ${triple})
set(CMAKE_C_COMPILER ${triple}-gcc)
set(CMAKE_CXX_COMPILER ${triple}-g++)

set(CMAKE_FIND_ROOT_PATH "${HOLDFAST_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${HOLDFAST_SYSROOT}")
set(ENV{PKG_CONFIG_LIBDIR} "${HOLDFAST_SYSROOT}/usr/lib/${triple}/pkgconfig:${HOLDFAST_SYSROOT}/usr/share/pkgconfig")

set(CMAKE_CROSSCOMPILING_EMULATOR "${emulator};-L;${HOLDFAST_SYSROOT}")
