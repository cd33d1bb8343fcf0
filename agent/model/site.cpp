#include "agent/model/site.hpp"

namespace holdfast::model {

Site::Site() = default;
Site::Site(const Site&) = default;
Site::Site(Site&&) noexcept = default;
Site& Site::operator=(const Site&) = default;
Site& Site::operator=(Site&&) noexcept = default;
Site::~Site() = default;

}  // namespace holdfast::model
