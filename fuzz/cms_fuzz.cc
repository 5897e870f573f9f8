// A detached signature, whatever its bytes, over a content that was never signed by anybody: nothing is read outside
// the signature, and none is believed. Over the content that the seeds sign, changes may be believed where no signature
// covers them (a version number), so there it must only come to an end. The seeds' keys were thrown away when they were
// made.
// LINK: ward_signing ward_formats ward_base
#include <string>
#include <string_view>

#include "formats/signing/cms.h"

namespace {

constexpr std::string_view root =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBfzCCASWgAwIBAgIBATAKBggqhkjOPQQDAjAnMRYwFAYDVQQKDA1UZXN0cyBv\n"
    "ZiB3YXJkMQ0wCwYDVQQDDARSb290MB4XDTE2MDkyMzE0MTMyMFoXDTM2MDkxODE0\n"
    "MTMyMFowJzEWMBQGA1UECgwNVGVzdHMgb2Ygd2FyZDENMAsGA1UEAwwEUm9vdDBZ\n"
    "MBMGByqGSM49AgEGCCqGSM49AwEHA0IABC35aE6JjlBlpjKRLudoDpyuKanVpsYb\n"
    "ecLK3y3fJJogVo0DBqLcXRQbFOkebBdoJdxiRXZocWTTvDMWlI5HBySjQjBAMA8G\n"
    "A1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBQp5AQ/RAZh\n"
    "dg/MCygm2kGAZ0kL3jAKBggqhkjOPQQDAgNIADBFAiEA2fY4tEQHNAb6d/vIGbj1\n"
    "1NF1roileuGcZyzzIQJExRwCIHYnpfjZJoMNwhYS9kOqoJV6Cn6DJ+a1BIWPTZDd\n"
    "yPH8\n"
    "-----END CERTIFICATE-----\n";
constexpr std::string_view signed_content = "{\n  \"resources\": {}\n}\n";
constexpr std::string_view other_content = "{\n  \"resources\": []\n}\n";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::signing;
    const std::string_view signature(reinterpret_cast<const char*>(data), size);
    const Trust trust{.roots_pem = std::string(root), .timestamp_roots_pem = std::string(root)};
    const VerifyOptions options{.at = 1'790'000'000, .allow_several_signers = true};
    (void)verify_detached(signed_content, signature, trust, options);
    if (verify_detached(other_content, signature, trust, options)) __builtin_trap();
    return 0;
}
