#include "agent/serve/peer.hpp"

#include <pwd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace holdfast::serve {

Result<Peer> peer_of(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return make_error(Code::not_permitted, "cannot tell who is asking: {}", std::strerror(errno));
  }
  Peer peer;
  peer.user = credentials.uid;
  peer.group = credentials.gid;
  std::array<gid_t, 256> groups{};
  size = sizeof groups;
  // A kernel or a user with too many groups for it leaves the list empty, which permits less.
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0) {
    peer.more_groups.assign(groups.begin(), groups.begin() + size / sizeof(gid_t));
  }
  return peer;
}

bool may_ask(const Peer& peer, uid_t agent, gid_t socket_group) {
  if (peer.user == 0 || peer.user == agent || peer.group == socket_group) return true;
  return std::find(peer.more_groups.begin(), peer.more_groups.end(), socket_group) != peer.more_groups.end();
}

std::string user_name(uid_t user) {
  std::array<char, 4096> room{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return fmt::format("uid {}", user);
}

}  // namespace holdfast::serve
