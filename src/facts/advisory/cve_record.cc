// CVE records, format 5 (https://github.com/CVEProject/cve-schema): published CVEs as cvelistV5 has them, and what
// projects publish of their own in that form (OpenSSL).
//
// Its parts lie deep and in any order, and a feed of CVEs is read far less often than it is asked: hence the DOM.
//
// Decided here: under which names an `affected` entry is filed. `packageName` in a registry that has an OSV ecosystem
// is that package, as is `packageURL`; `repo` is the upstream project; vendor and product are a CPE name, as are the
// entry's own `cpes`. An entry without any of them ("n/a") matches nothing: a name is never guessed.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/configurations.h"
#include "facts/advisory/cve_versions.h"
#include "facts/advisory/foreign_record.h"
#include "facts/advisory/json_dom.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/names.h"
#include "formats/cpe.h"
#include "formats/osv_package.h"
#include "formats/purl.h"

namespace ward::advisory {
namespace {

struct Registry {
    std::string_view host;
    std::string_view ecosystem;
};
// Where `packageName` is a name of an OSV ecosystem.
constexpr std::array<Registry, 12> registries = {{{"registry.npmjs.org", "npm"},
                                                  {"www.npmjs.com", "npm"},
                                                  {"npmjs.com", "npm"},
                                                  {"pypi.org", "PyPI"},
                                                  {"pypi.python.org", "PyPI"},
                                                  {"crates.io", "crates.io"},
                                                  {"rubygems.org", "RubyGems"},
                                                  {"repo.maven.apache.org", "Maven"},
                                                  {"packagist.org", "Packagist"},
                                                  {"www.nuget.org", "NuGet"},
                                                  {"pkg.go.dev", "Go"},
                                                  {"proxy.golang.org", "Go"}}};

std::string_view ecosystem_of_collection(std::string_view url) {
    const size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    const std::string_view host = url.substr(scheme + 3, url.find('/', scheme + 3) - scheme - 3);
    const auto found = std::ranges::find(registries, host, &Registry::host);
    return found == registries.end() ? std::string_view() : found->ecosystem;
}

CveStatus status_named(std::string_view word) {
    if (word == "affected") return CveStatus::affected;
    return word == "unaffected" ? CveStatus::unaffected : CveStatus::unknown;
}

class Translation {
  public:
    Translation(OsvRecord& record, Arena& arena, Notes& notes) : record_(record), arena_(arena), notes_(notes) {}

    Result<void> read(const dom::Element& root) {
        const auto metadata = dom::object_at(root, "cveMetadata");
        if (!metadata) return fail(ErrorCode::parse, "has no cveMetadata");
        record_.id = dom::text_at(*metadata, "cveId");
        if (!is_record_id(record_.id)) return fail(ErrorCode::parse, "has no cveId, or one with odd characters");
        record_.withdrawn = dom::text_at(*metadata, "state") == "REJECTED";
        for (const std::string_view key : {"dateUpdated", "datePublished", "dateReserved"})
            if (record_.modified.empty()) record_.modified = dom::text_at(*metadata, key);
        const auto containers = dom::object_at(root, "containers");
        const auto publisher = containers ? dom::object_at(*containers, "cna") : std::nullopt;
        if (!publisher) return fail(ErrorCode::parse, "has no containers.cna");
        if (record_.modified.empty()) record_.modified = dom::text_at(*publisher, "datePublic");
        if (const auto source = dom::object_at(*publisher, "source")) add_aliases(*source);
        read_severities(*publisher);
        WARD_TRY_VOID(read_affected(*publisher));
        WARD_TRY_VOID(add_configurations(*publisher, "cpeApplicability", record_, arena_, notes_));
        // Authorised data publishers add names that the first one left out; a score of theirs counts where the first
        // has none.
        const bool unrated = record_.all_severities.empty() && record_.severity_word.empty();
        Result<void> good;
        dom::each_at(*containers, "adp", [&](const dom::Element& other) {
            if (unrated) read_severities(other);
            if (good) good = read_affected(other);
            if (good) good = add_configurations(other, "cpeApplicability", record_, arena_, notes_);
        });
        record_.severities = {0, position(record_.all_severities.size())};
        return good;
    }

  private:
    static uint32_t position(size_t size) { return static_cast<uint32_t>(size); }
    static std::unexpected<Error> too_many(std::string_view what, size_t limit) {
        return fail(ErrorCode::limit, fmt::format("has more than {} {}", limit, what));
    }

    // The advisory that the publisher wrote before it was a CVE.
    void add_aliases(const dom::Element& source) {
        auto add = [this](std::string_view alias) {
            if (alias.starts_with("GHSA-") && is_record_id(alias) && record_.aliases.size() < limits::aliases)
                record_.aliases.push_back(alias);
        };
        add(dom::text_at(source, "advisory"));
        dom::each_at(source, "advisories", [&](const dom::Element& item) {
            std::string_view alias;
            if (item.get(alias) == simdjson::SUCCESS) add(alias);
        });
    }

    void read_severities(const dom::Element& container) {
        struct Metric {
            std::string_view key;
            std::string_view type;
        };
        constexpr std::array<Metric, 4> metrics = {
            {{"cvssV4_0", "CVSS_V4"}, {"cvssV3_1", "CVSS_V3"}, {"cvssV3_0", "CVSS_V3"}, {"cvssV2_0", "CVSS_V2"}}};
        dom::each_at(container, "metrics", [&](const dom::Element& item) {
            for (const Metric& metric : metrics)
                if (const auto score = dom::object_at(item, metric.key))
                    if (const std::string_view vector = dom::text_at(*score, "vectorString");
                        !vector.empty() && record_.all_severities.size() < limits::severities)
                        record_.all_severities.push_back({metric.type, vector});
            // A word of the publisher's own scale, as OpenSSL has it.
            if (const auto other = dom::object_at(item, "other"))
                if (const auto content = dom::object_at(*other, "content"))
                    if (const std::string_view word = dom::text_at(*content, "text"); record_.severity_word.empty())
                        record_.severity_word = word;
        });
    }

    Result<void> read_affected(const dom::Element& container) {
        Result<void> good;
        dom::each_at(container, "affected", [&](const dom::Element& entry) {
            if (good) good = read_entry(entry);
        });
        return good;
    }

    Result<void> read_entry(const dom::Element& entry) {
        WARD_TRY(const std::vector<CveVersion> versions, versions_of(entry));
        const std::string_view otherwise = dom::text_at(entry, "defaultStatus");
        const CveRanges ranges = ranges_of(versions, status_named(otherwise), arena_, notes_);
        if (ranges.empty()) return {};
        const Slice slice{position(record_.ranges.size()), position(record_.ranges.size() + ranges.size())};
        if (slice.last > limits::ranges) return too_many("ranges", limits::ranges);
        for (const std::vector<OsvEvent>& events : ranges) {
            const uint32_t first = position(record_.events.size());
            if (first + events.size() > limits::events) return too_many("events", limits::events);
            record_.events.insert(record_.events.end(), events.begin(), events.end());
            record_.ranges.push_back({RangeType::ecosystem, {}, {first, position(record_.events.size())}});
        }
        bool named = false;
        for (const auto& [ecosystem, name] : names_of(entry)) {
            if (record_.affected.size() >= limits::affected) return too_many("affected packages", limits::affected);
            OsvAffected affected;
            affected.ecosystem = ecosystem;
            affected.name = name;
            affected.ranges = slice;
            record_.affected.push_back(affected);
            named = true;
        }
        if (!named) notes_.add(Defect::no_package);
        return {};
    }

    Result<std::vector<CveVersion>> versions_of(const dom::Element& entry) {
        std::vector<CveVersion> versions;
        bool fits = true;
        dom::each_at(entry, "versions", [&](const dom::Element& item) {
            fits = fits && versions.size() < limits::range_events;
            if (!fits) return;
            CveVersion version{.version = dom::text_at(item, "version"),
                               .status = status_named(dom::text_at(item, "status")),
                               .less_than = dom::text_at(item, "lessThan"),
                               .less_than_or_equal = dom::text_at(item, "lessThanOrEqual"),
                               .type = dom::text_at(item, "versionType"),
                               .changes = {}};
            dom::each_at(item, "changes", [&](const dom::Element& change) {
                if (version.changes.size() < limits::range_events)
                    version.changes.push_back(
                        {dom::text_at(change, "at"), status_named(dom::text_at(change, "status"))});
            });
            versions.push_back(std::move(version));
        });
        if (!fits) return too_many("versions of one product", limits::range_events);
        return versions;
    }

    // Under which names the entry is filed, each once.
    std::vector<std::pair<std::string_view, std::string_view>> names_of(const dom::Element& entry) {
        std::vector<std::pair<std::string_view, std::string_view>> names;
        auto add = [&](std::string_view ecosystem, std::string_view name) {
            const std::pair pair(ecosystem, name);
            if (!name.empty() && name.size() <= limits::name_bytes && std::ranges::find(names, pair) == names.end())
                names.push_back(pair);
        };
        if (const std::string_view ecosystem = ecosystem_of_collection(dom::text_at(entry, "collectionURL"));
            !ecosystem.empty())
            add(ecosystem, dom::text_at(entry, "packageName"));
        if (const auto purl = Purl::parse(dom::text_at(entry, "packageURL")))
            if (const auto package = osv_package(*purl))
                add(arena_.keep(package->ecosystem), arena_.keep(package->name));
        if (const std::string_view repository = dom::text_at(entry, "repo"); !repository.empty())
            add("Upstream", arena_.keep(normal_repository(repository)));
        const std::string_view vendor = dom::text_at(entry, "vendor");
        const std::string_view product = dom::text_at(entry, "product");
        if (is_name(vendor) && is_name(product)) add("CPE", arena_.keep(cpe_package(vendor, product)));
        dom::each_at(entry, "cpes", [&](const dom::Element& item) {
            std::string_view text;
            if (item.get(text) != simdjson::SUCCESS) return;
            const auto cpe = Cpe::parse(text);
            if (!cpe) return;
            const bool targeted = cpe->target_sw != "*" && cpe->target_sw != "-";
            add(targeted ? arena_.keep("CPE:" + cpe->target_sw) : "CPE", arena_.keep(cpe->package()));
        });
        return names;
    }

    static bool is_name(std::string_view text) {
        constexpr std::array<std::string_view, 6> words = {"", "n/a", "-", "unknown", "unspecified", "*"};
        return std::ranges::none_of(words, [&](std::string_view word) { return equal_ignoring_case(word, text); });
    }

    OsvRecord& record_;
    Arena& arena_;
    Notes& notes_;
};

Result<void> read(const dom::Element& root, OsvRecord& record, Arena& arena, Notes& notes) {
    return Translation(record, arena, notes).read(root);
}

OsvTexts texts_of(const dom::Element& root) {
    OsvTexts texts;
    const auto containers = dom::object_at(root, "containers");
    const auto publisher = containers ? dom::object_at(*containers, "cna") : std::nullopt;
    if (!publisher) return texts;
    texts.title = trim(dom::text_at(*publisher, "title"));
    dom::add_prose(*publisher, texts);
    return texts;
}

}  // namespace

const ForeignForm cve_form{read, texts_of};

}  // namespace ward::advisory
