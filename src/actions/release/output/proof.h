// That all formats say of every released version what the record says. Each text is read back, with the meaning that
// its specification gives it, and nothing of the record is used to read it: a wrong writer does not agree with itself
// here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/output/output.h"

namespace ward::release {

// A text to be held to the record.
struct ProofText {
    std::string_view format;  // of proven_formats()
    std::string_view text;
};
std::span<const std::string_view> proven_formats();  // "cve5", "osv", ...

struct Disagreement {
    std::string format;
    std::string cve;
    std::string version;  // empty: says is about the vulnerability as a whole
    std::string says;     // "affected", "unaffected", "fixed", "not fixed", "nothing", "something", "the same twice"

    bool operator==(const Disagreement&) const = default;
};

struct Proof {
    std::vector<Disagreement> disagreements;
    int64_t answers = 0;  // that were compared: formats, vulnerabilities and versions

    bool holds() const { return disagreements.empty() && answers > 0; }
};

// Asks for `versions`, which are whole ones without prerelease (a `usage` error otherwise), and for those that the
// record calls fixed. `texts` of a format together have to tell of every CVE id of the record and of no other. A
// `parse` error where a text is not what its format wants; it quotes nothing.
Result<Proof> prove(const Release& release, const Project& project, std::span<const std::string> versions,
                    std::span<const ProofText> texts);
// The same for what the outputs of these formats make of `input`, whose `versions` are asked for; where it has none,
// those of ward's dated copy.
Result<Proof> prove_outputs(const OutputInput& input);

}  // namespace ward::release
