// Reads one CVE record with simdjson's DOM: its parts lie deep and in any order, and a feed of CVEs is read far less
// often than it is asked.
//
// Decided here: under which names an `affected` entry is filed. `packageName` in a registry that has an OSV ecosystem
// is that package; `repo` is the upstream project; vendor and product are a CPE name, as are the entry's own `cpes`. An
// entry without any of them ("n/a") matches nothing: a name is never guessed.
#include "facts/advisory/cve_record.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/text.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/cve_versions.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/names.h"
#include "formats/cpe.h"

namespace ward::advisory {
namespace {

namespace dom = simdjson::dom;

// The text at a key; empty where there is none, or something else.
std::string_view text_at(const dom::element& element, std::string_view key) {
    std::string_view text;
    return element[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

template <typename Visit>
void each_at(const dom::element& element, std::string_view key, Visit visit) {
    dom::array items;
    if (element[key].get(items) != simdjson::SUCCESS) return;
    for (const dom::element item : items) visit(item);
}

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

// A member that is an object, or nothing.
std::optional<dom::element> object_at(const dom::element& element, std::string_view key) {
    dom::element member;
    if (element[key].get(member) != simdjson::SUCCESS || !member.is_object()) return std::nullopt;
    return member;
}

class Translation {
  public:
    Translation(OsvRecord& record, Arena& arena, Notes& notes) : record_(record), arena_(arena), notes_(notes) {}

    Result<void> read(const dom::element& root) {
        const auto metadata = object_at(root, "cveMetadata");
        if (!metadata) return fail(ErrorCode::parse, "has no cveMetadata");
        record_.id = text_at(*metadata, "cveId");
        if (!is_record_id(record_.id)) return fail(ErrorCode::parse, "has no cveId, or one with odd characters");
        record_.withdrawn = text_at(*metadata, "state") == "REJECTED";
        for (const std::string_view key : {"dateUpdated", "datePublished", "dateReserved"})
            if (record_.modified.empty()) record_.modified = text_at(*metadata, key);
        const auto containers = object_at(root, "containers");
        const auto publisher = containers ? object_at(*containers, "cna") : std::nullopt;
        if (!publisher) return fail(ErrorCode::parse, "has no containers.cna");
        if (record_.modified.empty()) record_.modified = text_at(*publisher, "datePublic");
        if (const auto source = object_at(*publisher, "source")) add_aliases(*source);
        read_severities(*publisher);
        WARD_TRY_VOID(read_affected(*publisher));
        // Authorised data publishers add names that the first one left out; a score of theirs counts where the first
        // has none.
        const bool unrated = record_.all_severities.empty() && record_.severity_word.empty();
        Result<void> good;
        each_at(*containers, "adp", [&](const dom::element& other) {
            if (unrated) read_severities(other);
            if (good) good = read_affected(other);
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
    void add_aliases(const dom::element& source) {
        auto add = [this](std::string_view alias) {
            if (alias.starts_with("GHSA-") && is_record_id(alias) && record_.aliases.size() < limits::aliases)
                record_.aliases.push_back(alias);
        };
        add(text_at(source, "advisory"));
        each_at(source, "advisories", [&](const dom::element& item) {
            std::string_view alias;
            if (item.get(alias) == simdjson::SUCCESS) add(alias);
        });
    }

    void read_severities(const dom::element& container) {
        struct Metric {
            std::string_view key;
            std::string_view type;
        };
        constexpr std::array<Metric, 4> metrics = {
            {{"cvssV4_0", "CVSS_V4"}, {"cvssV3_1", "CVSS_V3"}, {"cvssV3_0", "CVSS_V3"}, {"cvssV2_0", "CVSS_V2"}}};
        each_at(container, "metrics", [&](const dom::element& item) {
            for (const Metric& metric : metrics)
                if (const auto score = object_at(item, metric.key))
                    if (const std::string_view vector = text_at(*score, "vectorString");
                        !vector.empty() && record_.all_severities.size() < limits::severities)
                        record_.all_severities.push_back({metric.type, vector});
            // A word of the publisher's own scale, as OpenSSL has it.
            if (const auto other = object_at(item, "other"))
                if (const auto content = object_at(*other, "content"))
                    if (const std::string_view word = text_at(*content, "text"); record_.severity_word.empty())
                        record_.severity_word = word;
        });
    }

    Result<void> read_affected(const dom::element& container) {
        Result<void> good;
        each_at(container, "affected", [&](const dom::element& entry) {
            if (good) good = read_entry(entry);
        });
        return good;
    }

    Result<void> read_entry(const dom::element& entry) {
        WARD_TRY(const std::vector<CveVersion> versions, versions_of(entry));
        const std::string_view otherwise = text_at(entry, "defaultStatus");
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

    Result<std::vector<CveVersion>> versions_of(const dom::element& entry) {
        std::vector<CveVersion> versions;
        bool fits = true;
        each_at(entry, "versions", [&](const dom::element& item) {
            fits = fits && versions.size() < limits::range_events;
            if (!fits) return;
            CveVersion version{.version = text_at(item, "version"),
                               .status = status_named(text_at(item, "status")),
                               .less_than = text_at(item, "lessThan"),
                               .less_than_or_equal = text_at(item, "lessThanOrEqual"),
                               .type = text_at(item, "versionType"),
                               .changes = {}};
            each_at(item, "changes", [&](const dom::element& change) {
                if (version.changes.size() < limits::range_events)
                    version.changes.push_back({text_at(change, "at"), status_named(text_at(change, "status"))});
            });
            versions.push_back(std::move(version));
        });
        if (!fits) return too_many("versions of one product", limits::range_events);
        return versions;
    }

    // Under which names the entry is filed, each once.
    std::vector<std::pair<std::string_view, std::string_view>> names_of(const dom::element& entry) {
        std::vector<std::pair<std::string_view, std::string_view>> names;
        auto add = [&](std::string_view ecosystem, std::string_view name) {
            const std::pair pair(ecosystem, name);
            if (!name.empty() && name.size() <= limits::name_bytes && std::ranges::find(names, pair) == names.end())
                names.push_back(pair);
        };
        if (const std::string_view ecosystem = ecosystem_of_collection(text_at(entry, "collectionURL"));
            !ecosystem.empty())
            add(ecosystem, text_at(entry, "packageName"));
        if (const std::string_view repository = text_at(entry, "repo"); !repository.empty())
            add("Upstream", arena_.keep(normal_repository(repository)));
        const std::string_view vendor = text_at(entry, "vendor");
        const std::string_view product = text_at(entry, "product");
        if (is_name(vendor) && is_name(product)) add("CPE", arena_.keep(cpe_package(vendor, product)));
        each_at(entry, "cpes", [&](const dom::element& item) {
            std::string_view text;
            if (item.get(text) != simdjson::SUCCESS) return;
            if (const auto cpe = Cpe::parse(text)) add("CPE", arena_.keep(cpe->package()));
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

}  // namespace

struct CveParser::State {
    dom::parser parser;
    OsvRecord record;
    Arena arena;

    Result<dom::element> document(std::string_view json) {
        if (json.size() > limits::record_bytes)
            return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits::record_bytes));
        dom::element root;
        // The padding that simdjson asks for is there: see json_padding.
        if (const auto error = parser.parse(json.data(), json.size(), false).get(root); error != simdjson::SUCCESS)
            return fail(ErrorCode::parse, simdjson::error_message(error), "line 1");
        if (!root.is_object()) return fail(ErrorCode::parse, "is no JSON object", "line 1");
        return root;
    }
};

CveParser::CveParser() : state_(std::make_unique<State>()) {}
CveParser::~CveParser() = default;
CveParser::CveParser(CveParser&&) noexcept = default;
CveParser& CveParser::operator=(CveParser&&) noexcept = default;

Result<const OsvRecord*> CveParser::parse(std::string_view json, Notes& notes) {
    state_->record = OsvRecord();
    state_->arena.clear();
    WARD_TRY(const dom::element root, state_->document(json));
    Notes own;
    if (auto read = Translation(state_->record, state_->arena, own).read(root); !read)
        return fail(read.error().code, read.error().what, "line 1");
    notes.add(own);
    return &state_->record;
}

Result<OsvTexts> CveParser::texts(std::string_view json) {
    WARD_TRY(const dom::element root, state_->document(json));
    OsvTexts texts;
    const auto containers = object_at(root, "containers");
    const auto publisher = containers ? object_at(*containers, "cna") : std::nullopt;
    if (!publisher) return texts;
    texts.title = trim(text_at(*publisher, "title"));
    each_at(*publisher, "descriptions", [&](const dom::element& description) {
        const std::string_view text = trim(text_at(description, "value"));
        if (texts.title.empty() && text_at(description, "lang").starts_with("en"))
            texts.title = text.substr(0, text.find('\n'));
    });
    each_at(*publisher, "references", [&](const dom::element& reference) {
        if (const std::string_view url = text_at(reference, "url");
            !url.empty() && texts.references.size() < limits::references)
            texts.references.emplace_back(url);
    });
    return texts;
}

}  // namespace ward::advisory
