// The record as `git node security` keeps it, for who goes on with that.
#include "actions/release/output/output.h"
#include "actions/release/record/peer_file.h"

namespace ward::release {
namespace {

Result<std::vector<OutputFile>> make_peer(const OutputInput& input) {
    return std::vector<OutputFile>{{"vulnerabilities.json", to_peer(input.release)}};
}

}  // namespace

WARD_RELEASE_OUTPUT(peer) = {
    .name = "peer", .summary = "vulnerabilities.json of @node-core/utils", .phase = Phase::internal, .make = make_peer};

}  // namespace ward::release
