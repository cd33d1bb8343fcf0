// Boost.JSON's code, compiled once for the whole program. Apart from asio.cpp because the pure layers encode with it
// too.
#include <boost/json/src.hpp>
