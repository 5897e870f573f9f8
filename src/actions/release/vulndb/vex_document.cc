#include "actions/release/vulndb/vex_document.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "actions/release/record/release.h"
#include "actions/release/vulndb/form.h"
#include "actions/release/vulndb/versions.h"
#include "actions/release/vulndb/vex_times.h"
#include "base/text.h"
#include "formats/purl.h"

namespace ward::release::vulndb {
namespace {

using openvex::Statement;

constexpr std::string_view old_type = "pkg:nodejs/";

// All that entries say of one vulnerability; usually one entry does.
struct Gathered {
    std::string description;
    std::set<const lifecycle::Release*> affected, fixed;  // in one vector of the index: by version
    std::vector<std::string> unreleased;                  // fixes that the index does not have
    std::vector<std::string> fixes;
    std::set<std::string> platforms;  // empty: all
};

class Writer {
  public:
    Writer(const Database& database, const lifecycle::ReleaseIndex& releases, const VexOptions& options)
        : database_(database), releases_(releases), options_(options) {}

    Result<VexResult> write() {
        for (const Entry* entry : database_.of(Collection::core)) WARD_TRY_VOID(gather(*entry));
        for (auto& [name, gathered] : gathered_) say(name, gathered);
        for (const Entry* entry : database_.of(Collection::deps)) WARD_TRY_VOID(say_not_affected(*entry));
        std::ranges::sort(out_.document.statements, {}, [](const Statement& statement) {
            return std::pair(std::string_view(statement.vulnerability), std::string_view(statement.status));
        });
        out_.document.author = options_.author;
        out_.document.role = options_.role;
        out_.kept = put_times(out_.document, options_.previous, options_.now, options_.product.purl);
        return std::move(out_);
    }

  private:
    static std::vector<std::string> names_of(const Entry& entry) {
        std::vector<std::string> out;
        for (const Text& cve : entry.cves())
            if (std::ranges::find(out, cve.text) == out.end()) out.push_back(cve.text);
        if (out.empty()) out.push_back(entry.label());
        return out;
    }

    static std::string description_of(const Entry& entry) {
        const std::string overview = entry.text("overview").text;
        return overview.empty() ? entry.text("description").text : overview;
    }

    Result<void> gather(const Entry& entry) {
        WARD_TRY(const Verdicts verdicts, verdicts_of(entry, releases_));
        for (const std::string& name : names_of(entry)) {
            Gathered& gathered = gathered_[name];
            if (gathered.description.empty()) gathered.description = description_of(entry);
            gathered.affected.insert(verdicts.affected.begin(), verdicts.affected.end());
            gathered.fixed.insert(verdicts.fixed.begin(), verdicts.fixed.end());
            for (const std::string& fix : verdicts.patched.starts()) {
                if (std::ranges::find(gathered.fixes, fix) != gathered.fixes.end()) continue;
                gathered.fixes.push_back(fix);
                if (releases_.find(fix) == nullptr) gathered.unreleased.push_back(fix);
            }
            for (const Node& platform : items_at(entry.root, "affectedEnvironments"))
                if (platform.is_string()) gathered.platforms.insert(platform.text);
        }
        return {};
    }

    Statement statement(const std::string& name, const std::string& description, std::string_view status) const {
        Statement out;
        out.vulnerability = name;
        if (is_cve_id(name)) out.vulnerability_id = "https://www.cve.org/CVERecord?id=" + name;
        out.description = description;
        out.status = status;
        return out;
    }

    openvex::Product product(std::string_view version) const {
        const ProductNames& names = options_.product;
        const auto with_version = [&](const std::string& purl) {
            if (version.empty()) return purl;
            return fmt::format("{}@{}{}", purl, purl.starts_with(old_type) ? "v" : "", version);
        };
        openvex::Product out;
        out.item.id = with_version(names.purl);
        if (!names.scanner_purl.empty()) out.item.identifiers["purl"] = with_version(names.scanner_purl);
        if (!names.cpe.empty())
            out.item.identifiers["cpe23"] =
                fmt::format("cpe:2.3:a:{}:{}:*:*:*:*:*:*:*", names.cpe, version.empty() ? "*" : version);
        return out;
    }

    void say(const std::string& name, const Gathered& gathered) {
        std::string notes;
        if (!gathered.platforms.empty() && !gathered.platforms.contains("all"))
            notes = fmt::format("Only on {}.", fmt::join(gathered.platforms, ", "));
        Statement fixed = statement(name, gathered.description, "fixed");
        for (const lifecycle::Release* release : gathered.fixed)
            if (!gathered.affected.contains(release)) fixed.products.push_back(product(release->version));
        for (const std::string& version : gathered.unreleased) fixed.products.push_back(product(version));
        fixed.status_notes = notes;
        Statement affected = statement(name, gathered.description, "affected");
        for (const lifecycle::Release* release : gathered.affected)
            affected.products.push_back(product(release->version));
        affected.status_notes = notes;
        affected.action_statement = action_of(gathered);
        for (Statement* each : {&affected, &fixed})
            if (!each->products.empty()) out_.document.statements.push_back(std::move(*each));
    }

    static std::string action_of(const Gathered& gathered) {
        if (gathered.fixes.empty()) return "No fixed version has been published.";
        std::string out = fmt::format("Update to {}, or to a later version of {}.", join(gathered.fixes, ", "),
                                      gathered.fixes.size() == 1 ? "its line" : "these lines");
        std::set<std::string> fixed_lines;
        for (const lifecycle::Release* release : gathered.fixed) fixed_lines.insert(release->line);
        for (const std::string& version : gathered.unreleased) fixed_lines.insert(lifecycle::line_name_of(version));
        std::vector<std::string> open;
        for (const lifecycle::Release* release : gathered.affected)
            if (!fixed_lines.contains(release->line) && (open.empty() || open.back() != release->line))
                open.push_back(release->line);
        if (!open.empty()) out += fmt::format(" No version of {} has the fix.", join(open, ", "));
        return out;
    }

    Result<void> say_not_affected(const Entry& entry) {
        for (const Problem& problem : form_problems(entry))
            return fail(ErrorCode::parse, problem.what, fmt::format("{}:{}", problem.path, problem.line));
        const Text versions = entry.text("versions");
        auto range = VersionRange::parse(versions.text);
        if (!range)
            return fail(ErrorCode::parse, "\"versions\" is no range: " + range.error().what,
                        fmt::format("{}:{}", entry.path, versions.line));
        Statement said = statement("", description_of(entry), "not_affected");
        said.justification = entry.text("reason").text;
        said.impact_statement = entry.text("overview").text;
        if (versions.text.empty()) {
            out_.unversioned.push_back(entry.path);
            said.status_notes = "Said of every version.";
            said.products.push_back(product(""));
        }
        for (const lifecycle::Release& release : releases_.all())
            if (range->takes(release.version)) said.products.push_back(product(release.version));
        if (said.products.empty())
            return fail(ErrorCode::parse, "\"versions\" takes no version that was released",
                        fmt::format("{}:{}", entry.path, versions.line));
        for (const std::string& name : names_of(entry)) {
            said.vulnerability = name;
            said.vulnerability_id = statement(name, "", "").vulnerability_id;
            out_.document.statements.push_back(said);
        }
        return {};
    }

    const Database& database_;
    const lifecycle::ReleaseIndex& releases_;
    const VexOptions& options_;
    std::map<std::string, Gathered> gathered_;
    VexResult out_;
};

}  // namespace

Result<ProductNames> product_names(std::string_view purl) {
    WARD_TRY(const Purl parsed, Purl::parse(purl));
    if (!parsed.version.empty() || !parsed.qualifiers.empty() || !parsed.subpath.empty())
        return fail(ErrorCode::parse, "names more than a package", std::string(purl));
    ProductNames names{std::string(purl), {}, {}};
    const bool is_node = parsed.type == "generic" && parsed.name == "node" &&
                         (parsed.name_space.empty() || parsed.name_space == "nodejs");
    if (!is_node) return names;
    names.cpe = "nodejs:node.js";
    constexpr std::string_view scanners = "pkg:generic/node";
    if (purl != scanners) names.scanner_purl = scanners;
    return names;
}

Result<VexResult> vex_document(const Database& database, const lifecycle::ReleaseIndex& releases,
                               const VexOptions& options) {
    return Writer(database, releases, options).write();
}

}  // namespace ward::release::vulndb
