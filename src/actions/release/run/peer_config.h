// Credentials as @node-core/utils keeps them (`ncu-config`), so that nobody has to store them twice: JSON in
//   $XDG_CONFIG_HOME/ncurc, or ~/.ncurc      for the user
//   PROJECT/.ncurc and PROJECT/.ncu/config   for a project, each before the one above
// A file may be encrypted as a whole (its name then ends in `.gpg`, and it comes before the one without), or value by
// value ("-----BEGIN PGP MESSAGE-----"). gpg decrypts, and asks for a passphrase by its own agent: none passes here.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace ward::release {

constexpr size_t max_peer_config_bytes = 64u << 10;

// What of the environment is looked at.
struct PeerPlaces {
    std::string home;                           // $HOME
    std::string config_home = {};               // $XDG_CONFIG_HOME; empty: not set
    std::string project = {};                   // a folder; empty: none
    std::string gpg = "gpg";                    // $GPG_BIN: a name, or an absolute path
    std::vector<std::string> search_path = {};  // of $PATH
    std::vector<std::string> environment = {};  // what gpg is given: "NAME=value"
};
PeerPlaces peer_places(std::string project);

// Which are wanted: the others are neither decrypted nor looked at.
struct PeerWants {
    bool github = true;
    bool hackerone = true;
};

struct PeerConfig {
    std::string username;  // at GitHub; empty: not there
    Secret token;
    std::string hackerone_username;
    Secret hackerone_token;
    std::vector<std::string> files = {};  // that were read, from the weakest to the strongest
    std::vector<std::string> notes = {};  // what the user should know: a token that others can read
};

// Files that are not there are nothing. Errors name the file and never quote it: `parse` for one that has not this
// form, `not_found` where gpg is needed and not there, `auth` where it could not decrypt, `limit` over the size.
Result<PeerConfig> read_peer_config(const PeerPlaces& places, const PeerWants& wants = {});

}  // namespace ward::release
