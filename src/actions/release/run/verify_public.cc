#include "actions/release/run/verify_public.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "actions/release/replay/entry_differences.h"
#include "actions/release/replay/record_differences.h"
#include "actions/release/run/issue_place.h"
#include "actions/release/run/project_checkout.h"
#include "actions/release/run/public_records.h"
#include "actions/release/run/step_parts.h"
#include "actions/release/vulndb/entries.h"
#include "actions/release/vulndb/versions.h"
#include "base/text.h"
#include "io/net/http.h"

namespace ward::release {
namespace {

// Does a page say this id, or version? As a word: CVE-2026-4141 is not told where CVE-2026-41415 is.
bool tells_of(std::string_view page, std::string_view word) {
    const auto at = [&](size_t place) { return place < page.size() ? page[place] : ' '; };
    for (size_t found = page.find(word); found != std::string_view::npos; found = page.find(word, found + 1)) {
        const char before = found == 0 ? ' ' : page[found - 1];
        const size_t end = found + word.size();
        const bool goes_on = is_digit(at(end)) || (at(end) == '.' && is_digit(at(end + 1)));
        if (!is_digit(before) && before != '.' && !goes_on) return true;
    }
    return false;
}

class Verifier {
  public:
    Verifier(const Release& release, const Project& project, Doors& doors)
        : release_(release), project_(project), doors_(doors), released_(released_by_now(doors)) {}

    Verified cves() {
        published_cves();
        return std::move(out_);
    }

    Verified all() {
        published_cves();
        post();
        for (const Line& line : release_.lines) pages(line);
        entries();
        for (const auto& [name, url] : release_.places.issues) issue(name, url);
        return std::move(out_);
    }

  private:
    void open(std::string what) { out_.open.push_back(std::move(what)); }
    void unknown(std::string_view what, const Error& error) {
        out_.unknown.push_back(fmt::format("{}: {}", what, error.message()));
    }

    // Every id is asked for, whatever became of the one before it; one that cannot be read says nothing of the others.
    void published_cves() {
        for (const Report& report : release_.reports) {
            for (const std::string& cve : report.cves) {
                ++out_.asked;
                const auto record = published_record(doors_, cve);
                if (!record) unknown(cve, record.error());
                else if (!*record) open(fmt::format("{} is not published", cve));
                else if ((*record)->state != net::CveState::published)
                    open(fmt::format("{} is {}", cve, net::name_of((*record)->state)));
                else compare(report, cve, (*record)->container);
            }
        }
    }

    // As `replay` compares it. Another form of the same is none here; lines without support have to be told of as the
    // project's policy says, because the record was made by it.
    void compare(const Report& report, const std::string& cve, const std::string& container) {
        const std::string record =
            fmt::format(R"({{"cveMetadata": {{"cveId": "{}"}}, "containers": {{"cna": {}}}}})", cve, container);
        const auto differences = record_differences(
            {.release = release_, .report = report, .cve = cve, .project = project_, .versions = released_}, record,
            cve);
        if (!differences) {
            unknown(cve, differences.error());
            return;
        }
        for (const Difference& one : *differences)
            if (one.ruling != Ruling::policy || one.field == "affected versions") open(told(cve, one));
    }

    static std::string told(const std::string& cve, const Difference& one) {
        const std::string said = one.published.empty() ? "none" : one.published;
        if (one.field == "reference to the post")
            return fmt::format("{}: the published record does not refer to {}", cve, one.ours);
        if (one.field == error_field) return fmt::format("{}: the published record {}", cve, one.published);
        if (one.field != "affected versions")
            return fmt::format("{}: the published record has another {} ({}, and not {})", cve, one.field, said,
                               one.ours);
        return fmt::format("{}: the published record says something else of{} ({}, and not {})", cve,
                           one.of.substr(cve.size()), said, one.ours);
    }

    // What stands at a URL; nothing where it could not be asked, which is told.
    std::optional<net::Response> page(const std::string& url) {
        ++out_.asked;
        if (doors_.http == nullptr) {
            out_.unknown.push_back(url + ": not asked with --offline");
            return std::nullopt;
        }
        net::Request request{.url = url};
        request.limits.body_bytes = max_page_bytes;
        auto response = doors_.http->get(request);
        if (response) return *std::move(response);
        unknown(url, response.error());
        return std::nullopt;
    }

    void post() {
        const std::string url = announcement_of({.release = release_, .project = project_});
        const auto found = page(url);
        if (!found) return;
        constexpr int ok = 200;
        if (found->status != ok) {
            open(fmt::format("the post is not there ({}): {}", found->status, url));
            return;
        }
        for (const Report& report : release_.reports)
            for (const std::string& cve : report.cves)
                if (!tells_of(found->body, cve)) open(fmt::format("the post does not tell of {}", cve));
        for (const Line& line : release_.lines)
            if (!line.fixed_version.empty() && !tells_of(found->body, line.fixed_version))
                open(fmt::format("the post does not tell of {}", line.fixed_version));
    }

    void pages(const Line& line) {
        if (line.fixed_version.empty() || project_.download_url.empty()) return;
        constexpr int ok = 200;
        const std::string url = filled(project_.download_url, {{"version", line.fixed_version}});
        const auto found = page(url);
        if (found && found->status != ok) open(fmt::format("{} is not there ({})", url, found->status));
    }

    void entries() {
        const auto checkout = doors_.checkouts.find("vulnerabilities");
        if (checkout == doors_.checkouts.end()) return;
        const auto database = vulndb::read_database(checkout->second.root);
        if (!database) {
            unknown("the vulnerability database", database.error());
            return;
        }
        for (const Report& report : release_.reports) {
            if (report.cves.empty()) continue;
            ++out_.asked;
            const auto found = entries_of(*database, report);
            if (found.empty()) open(fmt::format("the vulnerability database has no entry of {}", report.cves.front()));
            for (const vulndb::Entry* entry : found) compare(report, *entry);
        }
    }

    // Texts for people may be written anew; what programs read may not.
    void compare(const Report& report, const vulndb::Entry& entry) {
        // Without them there is nothing to compare with.
        for (const vulndb::Text& range : {entry.vulnerable(), entry.patched()})
            if (!vulndb::VersionRange::parse(range.text))
                open(fmt::format("{}: has a range of versions that no program reads", entry.path));
        constexpr std::string_view fields[] = {"CVE ids", "affected versions", "fixed versions", "severity"};
        for (const Difference& one : entry_differences({.release = release_,
                                                        .report = report,
                                                        .cve = report.cves.front(),
                                                        .project = project_,
                                                        .versions = released_},
                                                       entry))
            if (std::ranges::find(fields, one.field) != std::end(fields))
                open(fmt::format("{}: has other {} ({}, and not {})", one.place, one.field,
                                 one.published.empty() ? "none" : one.published, one.ours));
    }

    void issue(const std::string& name, const std::string& url) {
        const auto target = issue_target(url);
        if (!target) return;
        ++out_.asked;
        const auto place = issue_place({.kind = "issue", .target = *target, .summary = {}, .content = {}});
        if (!place) {
            out_.unknown.push_back(fmt::format("{}: is no issue", *target));
            return;
        }
        if (!doors_.forge) {
            out_.unknown.push_back(fmt::format("{}: no forge is asked here", *target));
            return;
        }
        const auto forge = doors_.forge(place->repository);
        const auto found = forge ? (*forge)->issue(place->number) : std::unexpected(forge.error());
        if (!found) unknown(*target, found.error());
        else if (found->open) open(fmt::format("the issue of {} is still open: {}", name, *target));
    }

    const Release& release_;
    const Project& project_;
    Doors& doors_;
    std::vector<std::string> released_;
    Verified out_;
};

}  // namespace

Verified verify_cves(const Release& release, const Project& project, Doors& doors) {
    return Verifier(release, project, doors).cves();
}

Verified verify_release(const Release& release, const Project& project, Doors& doors) {
    return Verifier(release, project, doors).all();
}

}  // namespace ward::release
