// Names of hosts and services, and the certificates to trust: read by whoever talks to a network.
#include "faces/cli/run/profile.h"

namespace ward::cli {
namespace {

constexpr std::string_view network_read[] = {
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/ssl/certs/",
    "/etc/ssl/openssl.cnf",
    "/usr/lib/ssl/",
    "/usr/share/ca-certificates/",
    "/usr/local/share/ca-certificates/",
    "/etc/pki/tls/certs/",
    "/etc/pki/ca-trust/extracted/",
    "/run/systemd/resolve/stub-resolv.conf",
    "/run/systemd/resolve/resolv.conf",
};

}  // namespace

WARD_PROFILE(network) = {
    .name = "network", .summary = "names of hosts and services, and the certificates to trust", .read = network_read};

}  // namespace ward::cli
