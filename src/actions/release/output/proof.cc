#include "actions/release/output/proof.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/core.h>

#include "actions/release/output/claims.h"
#include "actions/release/output/machine.h"

namespace ward::release {
namespace {

constexpr std::array<std::string_view, 6> formats{"csaf", "cve5", "ghsa", "openvex", "osv", "vuln-core"};

class Prover {
  public:
    Prover(const Release& release, const Project& project, std::span<const std::string> versions)
        : release_(release), project_(project), versions_(versions) {}

    Result<Proof> run(std::span<const ProofText> texts) {
        for (const std::string& version : versions_)
            if (version_key(version).empty() || version.find_first_of("-+") != std::string::npos)
                return fail(ErrorCode::usage, fmt::format("'{}' is no released version", version));
        std::map<std::string_view, std::vector<Claim>> by_format;
        for (const ProofText& text : texts) {
            const auto reader = std::ranges::find(claim_readers(), text.format, &ClaimReader::format);
            if (reader == claim_readers().end())
                return fail(ErrorCode::usage, fmt::format("no format '{}' is proven", text.format));
            WARD_TRY(std::vector<Claim> claims, reader->read(text.text, project_.purl));
            for (Claim& claim : claims) by_format[reader->format].push_back(std::move(claim));
            by_format.try_emplace(reader->format);
        }
        for (const ClaimReader& reader : claim_readers())
            if (const auto found = by_format.find(reader.format); found != by_format.end())
                WARD_TRY_VOID(compare(reader, found->second));
        return std::move(proof_);
    }

  private:
    void tell(const ClaimReader& reader, std::string_view cve, std::string_view version, std::string_view says) {
        proof_.disagreements.push_back(
            {std::string(reader.format), std::string(cve), std::string(version), std::string(says)});
    }

    Result<void> compare(const ClaimReader& reader, const std::vector<Claim>& claims) {
        std::set<std::string> told;
        for (const Vulnerability& vulnerability : vulnerabilities_of(release_)) {
            if (vulnerability.cve.empty()) continue;
            told.insert(vulnerability.cve);
            const auto count = std::ranges::count(claims, vulnerability.cve, &Claim::cve);
            if (count == 0) tell(reader, vulnerability.cve, {}, "nothing");
            if (count > 1) tell(reader, vulnerability.cve, {}, "the same twice");
            for (const Claim& claim : claims)
                if (claim.cve == vulnerability.cve) WARD_TRY_VOID(compare(reader, claim, vulnerability.report));
        }
        for (const Claim& claim : claims)
            if (!claim.cve.empty() && !told.contains(claim.cve)) tell(reader, claim.cve, {}, "something");
        return {};
    }

    Result<void> compare(const ClaimReader& reader, const Claim& claim, const Report& report) {
        const std::set<std::string_view>& affected = affected_by(report);
        for (const std::string& version : versions_) {
            WARD_TRY(const Standing standing, claim.of(version));
            ++proof_.answers;
            const bool is_said = standing == Standing::affected;
            if (is_said != affected.contains(version))
                tell(reader, claim.cve, version, is_said ? "affected" : "unaffected");
            // Fixed is what has the fix, and nothing else.
            else if (standing == Standing::fixed && !has_fix(report, version))
                tell(reader, claim.cve, version, "fixed");
        }
        for (const std::string& version : fixed_versions(report)) {
            WARD_TRY(const Standing standing, claim.of(version));
            ++proof_.answers;
            const bool is_right = reader.names_fixed ? standing == Standing::fixed : standing != Standing::affected;
            if (!is_right) tell(reader, claim.cve, version, standing == Standing::affected ? "affected" : "not fixed");
        }
        return {};
    }

    // Of the versions that are asked for, by the record.
    const std::set<std::string_view>& affected_by(const Report& report) {
        const auto [found, is_new] = affected_.try_emplace(&report);
        if (!is_new) return found->second;
        const std::vector<Interval> intervals = intervals_of(release_, report, project_.eol);
        for (const std::string& version : versions_)
            if (is_affected(intervals, version)) found->second.insert(version);
        return found->second;
    }

    const Release& release_;
    const Project& project_;
    std::span<const std::string> versions_;
    std::map<const Report*, std::set<std::string_view>> affected_;
    Proof proof_;
};

}  // namespace

std::span<const std::string_view> proven_formats() {
    return formats;
}

Result<Proof> prove(const Release& release, const Project& project, std::span<const std::string> versions,
                    std::span<const ProofText> texts) {
    return Prover(release, project, versions).run(texts);
}

Result<Proof> prove_outputs(const OutputInput& input) {
    WARD_TRY(const std::vector<std::string> versions, released_versions(input));
    OutputInput one = input;
    one.number = std::max<int64_t>(input.number, 1);
    one.previous.clear();
    std::vector<std::pair<std::string_view, std::string>> made;
    for (const std::string_view format : formats) {
        WARD_TRY(std::vector<OutputFile> files, output_named(format)->make(one));
        for (OutputFile& file : files) made.emplace_back(format, std::move(file.content));
    }
    std::vector<ProofText> texts;
    texts.reserve(made.size());
    for (const auto& [format, text] : made) texts.push_back({format, text});
    return prove(input.release, input.project, versions, texts);
}

}  // namespace ward::release
