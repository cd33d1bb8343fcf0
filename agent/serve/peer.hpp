// Who is at the other end of a Unix socket, as the kernel vouches for it, and whether they may ask. File mode keeps
// others away in the first place; this is the second lock on the same door.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "platform/result.hpp"

namespace holdfast::serve {

struct Peer {
  uid_t user = 0;
  gid_t group = 0;
  std::vector<gid_t> more_groups;
};

// SO_PEERCRED and SO_PEERGROUPS: as they were when the peer connected.
Result<Peer> peer_of(int socket);

// Root, the agent's own user, members of the socket's group.
bool may_ask(const Peer& peer, uid_t agent, gid_t socket_group);

// The user's name, or "uid 1001" for one without.
std::string user_name(uid_t user);

}  // namespace holdfast::serve
