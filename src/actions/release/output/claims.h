// What a text in one of the formats for machines says of versions. Private to proof.cc.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::release {

enum class Standing { unaffected, affected, fixed };

// Of one vulnerability.
struct Claim {
    std::string cve;
    std::function<Result<Standing>(const std::string& version)> of;
};

struct ClaimReader {
    std::string_view format;
    // Does the format name the versions that have the fix? Where not, they are unaffected ones among others.
    bool names_fixed = false;
    // Of the product that `purl` names, without version.
    Result<std::vector<Claim>> (*read)(std::string_view text, const std::string& purl) = nullptr;
};
std::span<const ClaimReader> claim_readers();

Result<std::vector<Claim>> cve5_claims(std::string_view text, const std::string& purl);
Result<std::vector<Claim>> osv_claims(std::string_view text, const std::string& purl);
Result<std::vector<Claim>> csaf_claims(std::string_view text, const std::string& purl);
Result<std::vector<Claim>> openvex_claims(std::string_view text, const std::string& purl);
Result<std::vector<Claim>> vuln_core_claims(std::string_view text, const std::string& purl);
Result<std::vector<Claim>> ghsa_claims(std::string_view text, const std::string& purl);

}  // namespace ward::release
