// One OSV record as its file says it, without judgement: fields this program uses, as views. What cannot be understood
// in part is counted as a defect; what cannot be read at all is an error.
// Schema: https://ossf.github.io/osv-schema/ (1.7).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/advisory/notes.h"

namespace ward::advisory {

// simdjson reads up to this many bytes behind a record: they must be readable, whatever they hold.
constexpr size_t json_padding = 64;

// Half-open span of positions in one of the record's flat lists.
struct Slice {
    uint32_t first = 0;
    uint32_t last = 0;
    bool empty() const { return first == last; }
};

struct OsvSeverity {
    std::string_view type;   // CVSS_V2, CVSS_V3, CVSS_V4, Ubuntu, ...
    std::string_view score;  // the vector, or a word
};

// In the order of ties. OSV has no `introduced_after`: other forms say "above 1.0", behind whatever else is said
// of 1.0.
enum class EventKind : uint8_t { introduced, last_affected, fixed, limit, introduced_after };

struct OsvEvent {
    EventKind kind = EventKind::introduced;
    std::string_view version;
};

enum class RangeType : uint8_t { semver, ecosystem, git };

struct OsvRange {
    RangeType type = RangeType::ecosystem;
    std::string_view repo;
    Slice events;
};

struct OsvAffected {
    std::string_view ecosystem;  // with suffix; empty where there is no package
    std::string_view name;
    Slice ranges;
    Slice versions;
    Slice severities;
    std::string_view severity_word;  // ecosystem_specific.severity or database_specific.severity; "none" of
                                     // RustSec's records that are for information
    std::string_view condition;      // what else must be installed (NVD); empty: nothing
    bool malicious = false;          // RustSec: database_specific.categories has "malicious"
};

struct OsvRecord {
    std::string_view id;
    std::string_view modified;  // empty where missing
    bool withdrawn = false;
    bool malicious = false;  // says so in database_specific; ids are not looked at here
    std::string_view severity_word;
    Slice severities;  // of the top level
    std::vector<std::string_view> aliases;
    std::vector<OsvAffected> affected;
    std::vector<OsvRange> ranges;
    std::vector<OsvEvent> events;
    std::vector<std::string_view> versions;
    std::vector<OsvSeverity> all_severities;

    std::span<const OsvRange> ranges_of(const OsvAffected& entry) const { return cut(ranges, entry.ranges); }
    std::span<const OsvEvent> events_of(const OsvRange& range) const { return cut(events, range.events); }
    std::span<const std::string_view> versions_of(const OsvAffected& entry) const {
        return cut(versions, entry.versions);
    }
    std::span<const OsvSeverity> severities_of(Slice slice) const { return cut(all_severities, slice); }

  private:
    template <typename Item>
    static std::span<const Item> cut(const std::vector<Item>& all, Slice slice) {
        return std::span(all).subspan(slice.first, slice.last - slice.first);
    }
};

// Texts for people, read only when a report asks.
struct OsvTexts {
    std::string title;  // the summary, else the first line of the details
    std::vector<std::string> references;
};

// Reusable, one per thread. Views of a record live until the next call.
class OsvParser {
  public:
    OsvParser();
    ~OsvParser();
    OsvParser(OsvParser&&) noexcept;
    OsvParser& operator=(OsvParser&&) noexcept;

    // `json` is one record; json_padding bytes behind it must be readable. Errors have "line 3" as their place, and the
    // code parse or limit.
    Result<const OsvRecord*> parse(std::string_view json, Notes& notes);
    Result<OsvTexts> texts(std::string_view json);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// ^[A-Za-z0-9._:-]{1,128}$: ids are printed, compared and used in URLs, so nothing else passes.
bool is_record_id(std::string_view text);

}  // namespace ward::advisory
