// Reads one OSV record with simdjson's on-demand parser, forward only. Strings never go through simdjson's own
// unescaping: a lone surrogate would make it give up a record that people need to hear of (see json_text.h).
#include "facts/advisory/osv_record.h"

#include <algorithm>

#include <fmt/core.h>
#include <simdjson.h>

#include "base/text.h"
#include "facts/advisory/json_text.h"
#include "facts/advisory/limits.h"

namespace ward::advisory {
namespace {

namespace od = simdjson::ondemand;

// Leaves parse() from any depth with an Error; caught there and nowhere else.
struct Stop {
    Error error;
};

[[noreturn]] void stop(ErrorCode code, std::string what) {
    throw Stop{{code, std::move(what), {}}};
}

void demand_room(size_t have, size_t limit, std::string_view what) {
    if (have >= limit) stop(ErrorCode::limit, fmt::format("has more than {} {}", limit, what));
}

template <typename Value>
Value take(simdjson::simdjson_result<Value> result) {
    Value value;
    if (const auto error = std::move(result).get(value); error != simdjson::SUCCESS)
        stop(ErrorCode::parse, simdjson::error_message(error));
    return value;
}

uint32_t position_osv_record(size_t size) {
    return static_cast<uint32_t>(size);
}

// The depth of brackets in a JSON text that simdjson has already found to be well-formed in its strings.
size_t nesting_of(std::string_view json) {
    size_t depth = 0;
    size_t deepest = 0;
    bool inside = false;
    for (size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inside) {
            if (c == '\\') ++i;
            else if (c == '"') inside = false;
        } else if (c == '"') {
            inside = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

// Bits of the top-level fields that may stand only once: two readers would choose different ones.
enum Once : unsigned { once_id = 1, once_modified = 2, once_withdrawn = 4, once_aliases = 8, once_affected = 16 };

class Reader {
  public:
    // `where` follows the reading, for error messages.
    Reader(OsvRecord& record, JsonText& text, Notes& notes, const char*& where)
        : record_(record), text_(text), notes_(notes), where_(where) {}

    void read(od::document& document) {
        od::object top = take(document.get_object());
        unsigned seen = 0;
        auto once = [&seen](Once bit, std::string_view name) {
            if ((seen & bit) != 0) stop(ErrorCode::parse, fmt::format("has two fields `{}`", name));
            seen |= bit;
        };
        for (auto item : top) {
            od::field field = take(std::move(item));
            const std::string_view key = key_of(field);
            od::value value = field.value();
            if (key == "id") {
                once(once_id, key);
                record_.id = string(value);
            } else if (key == "modified") {
                once(once_modified, key);
                record_.modified = string(value);
            } else if (key == "withdrawn") {
                once(once_withdrawn, key);
                record_.withdrawn = !string(value).empty();
            } else if (key == "aliases") {
                once(once_aliases, key);
                aliases(value);
            } else if (key == "affected") {
                once(once_affected, key);
                each_object(value, [this](od::object entry) { affected(entry); });
            } else if (key == "severity") {
                record_.severities = severities(value);
            } else if (key == "database_specific") {
                each_field(value, [this](std::string_view name, od::value inner) {
                    if (name == "severity") record_.severity_word = string(inner);
                    else if (name == "cwe_ids")
                        each_string(inner, [this](std::string_view id) {
                            record_.malicious = record_.malicious || id == "CWE-506";  // embedded malicious code
                        });
                    else look_for_depth(inner);
                });
            } else {
                look_for_depth(value);
            }
        }
        if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
            stop(ErrorCode::parse, "has something behind the record");
        if (deep_) notes_.add(Defect::deep_nesting);
    }

    // The key between its quotes, up to the first escape: keys with escapes are not ours, whatever they spell.
    std::string_view key_of(od::field& field) {
        const char* raw = field.key().raw();
        const char* end = raw;
        while (*end != '"' && *end != '\\') ++end;
        where_ = raw;
        return {raw, static_cast<size_t>(end - raw)};
    }

    // null is an absent field everywhere.
    std::string_view string(od::value& value) {
        std::string_view token = value.raw_json_token();
        if (token.empty() || token[0] != '"') {
            if (!token.starts_with("null")) wrong_type();
            return {};
        }
        token = token.substr(1, token.rfind('"') - 1);
        return text_.plain(token);
    }

    void references(od::value& value, std::vector<std::string>& urls) {
        each_object(value, [&](od::object reference) {
            for (auto item : reference) {
                od::field field = take(std::move(item));
                const bool is_url = key_of(field) == "url";
                od::value text = field.value();
                if (is_url && urls.size() < limits::references) urls.emplace_back(string(text));
            }
        });
    }

  private:
    void wrong_type() { notes_.add(Defect::wrong_type); }

    template <typename Visit>
    void each_item(od::value& value, Visit visit) {
        const auto type = take(value.type());
        if (type == od::json_type::null) return;
        if (type != od::json_type::array) {
            wrong_type();
            return;
        }
        for (auto item : take(value.get_array())) {
            od::value element = take(item);
            visit(element);
        }
    }

    template <typename Visit>
    void each_string(od::value& value, Visit visit) {
        each_item(value, [&](od::value& item) { visit(string(item)); });
    }

    template <typename Visit>
    void each_object(od::value& value, Visit visit) {
        each_item(value, [&](od::value& item) {
            if (take(item.type()) == od::json_type::object) visit(take(item.get_object()));
            else wrong_type();
        });
    }

    template <typename Visit>
    void each_field(od::value& value, Visit visit) {
        const auto type = take(value.type());
        if (type == od::json_type::null) return;
        if (type != od::json_type::object) {
            wrong_type();
            return;
        }
        for (auto item : take(value.get_object())) {
            od::field field = take(std::move(item));
            const std::string_view key = key_of(field);
            od::value inner = field.value();
            visit(key, inner);
        }
    }

    void look_for_depth(od::value& value) {
        const auto type = take(value.type());
        std::string_view json;
        if (type == od::json_type::object) json = take(take(value.get_object()).raw_json());
        else if (type == od::json_type::array) json = take(take(value.get_array()).raw_json());
        // A part of n bytes is nested at most n deep.
        if (json.size() >= limits::nesting && !deep_) deep_ = nesting_of(json) >= limits::nesting;
    }

    void aliases(od::value& value) {
        each_string(value, [this](std::string_view alias) {
            if (!is_record_id(alias)) {
                notes_.add(Defect::bad_alias);
                return;
            }
            demand_room(record_.aliases.size(), limits::aliases, "aliases");
            record_.aliases.push_back(alias);
        });
    }

    Slice severities(od::value& value) {
        Slice slice{position_osv_record(record_.all_severities.size()), 0};
        each_object(value, [this](od::object object) {
            OsvSeverity severity;
            for (auto item : object) {
                od::field field = take(std::move(item));
                const std::string_view key = key_of(field);
                od::value inner = field.value();
                if (key == "type") severity.type = string(inner);
                else if (key == "score") severity.score = string(inner);
            }
            demand_room(record_.all_severities.size(), limits::severities, "severities");
            record_.all_severities.push_back(severity);
        });
        slice.last = position_osv_record(record_.all_severities.size());
        return slice;
    }

    void affected(od::object& object) {
        demand_room(record_.affected.size(), limits::affected, "affected packages");
        OsvAffected entry;
        for (auto item : object) {
            od::field field = take(std::move(item));
            const std::string_view key = key_of(field);
            od::value value = field.value();
            if (key == "package") {
                each_field(value, [&](std::string_view name, od::value inner) {
                    if (name == "ecosystem") entry.ecosystem = string(inner);
                    else if (name == "name") entry.name = string(inner);
                });
            } else if (key == "ranges") {
                entry.ranges.first = position_osv_record(record_.ranges.size());
                each_object(value, [this](od::object range) { this->range(range); });
                entry.ranges.last = position_osv_record(record_.ranges.size());
            } else if (key == "versions") {
                entry.versions.first = position_osv_record(record_.versions.size());
                each_string(value, [this](std::string_view version) { this->version(version); });
                entry.versions.last = position_osv_record(record_.versions.size());
            } else if (key == "severity") {
                entry.severities = severities(value);
            } else if (key == "ecosystem_specific" || key == "database_specific") {
                specific(value, entry);
            } else {
                look_for_depth(value);
            }
        }
        if (entry.name.size() > limits::name_bytes || entry.ecosystem.size() > limits::ecosystem_bytes)
            stop(ErrorCode::limit, fmt::format("has a package name longer than {} bytes", limits::name_bytes));
        record_.affected.push_back(entry);
    }

    void specific(od::value& value, OsvAffected& entry) {
        each_field(value, [&](std::string_view name, od::value inner) {
            if (name == "severity") {
                const std::string_view word = string(inner);
                if (!word.empty()) entry.severity_word = word;
            } else if (name == "informational") {
                // RustSec: nobody maintains it, or there is something to know. What is "unsound" may well be a flaw.
                const std::string_view word = string(inner);
                if (entry.severity_word.empty() && (word == "unmaintained" || word == "notice"))
                    entry.severity_word = "none";
            } else if (name == "categories") {
                each_string(inner, [&](std::string_view word) { entry.malicious |= word == "malicious"; });
            } else {
                look_for_depth(inner);
            }
        });
    }

    void version(std::string_view version) {
        demand_room(record_.versions.size(), limits::versions, "versions");
        check_version(version);
        if (version.empty()) return;  // not a string, or nothing: already noted, and equal to no version
        record_.versions.push_back(version);
    }

    static void check_version(std::string_view version) {
        if (version.size() > limits::version_bytes)
            stop(ErrorCode::limit, fmt::format("has a version longer than {} bytes", limits::version_bytes));
    }

    void range(od::object& object) {
        demand_room(record_.ranges.size(), limits::ranges, "ranges");
        OsvRange range;
        std::string_view type;
        range.events.first = position_osv_record(record_.events.size());
        for (auto item : object) {
            od::field field = take(std::move(item));
            const std::string_view key = key_of(field);
            od::value value = field.value();
            if (key == "type") type = string(value);
            else if (key == "repo") range.repo = string(value);
            else if (key == "events")
                each_object(value, [&](od::object event) {
                    demand_room(record_.events.size() - range.events.first, limits::range_events, "events in a range");
                    demand_room(record_.events.size(), limits::events, "events");
                    this->event(event);
                });
            else look_for_depth(value);
        }
        range.events.last = position_osv_record(record_.events.size());
        if (range.repo.size() > limits::name_bytes)
            stop(ErrorCode::limit, fmt::format("has a repository URL longer than {} bytes", limits::name_bytes));
        if (type == "SEMVER") range.type = RangeType::semver;
        else if (type == "GIT") range.type = RangeType::git;
        else if (type == "ECOSYSTEM") range.type = RangeType::ecosystem;
        else {
            notes_.add(Defect::unknown_range_type);
            record_.events.resize(range.events.first);
            return;
        }
        record_.ranges.push_back(range);
    }

    // Exactly one known key; an event that says two things could mean either.
    void event(od::object& object) {
        size_t known = 0;
        OsvEvent event;
        for (auto item : object) {
            od::field field = take(std::move(item));
            const std::string_view key = key_of(field);
            od::value value = field.value();
            if (key == "introduced") event.kind = EventKind::introduced;
            else if (key == "fixed") event.kind = EventKind::fixed;
            else if (key == "last_affected") event.kind = EventKind::last_affected;
            else if (key == "limit") event.kind = EventKind::limit;
            else continue;
            event.version = string(value);
            ++known;
        }
        check_version(event.version);
        if (known != 1 || event.version.empty()) notes_.add(Defect::bad_event);
        else record_.events.push_back(event);
    }

    OsvRecord& record_;
    JsonText& text_;
    Notes& notes_;
    const char*& where_;
    bool deep_ = false;
};

void clear(OsvRecord& record) {
    record.id = record.modified = record.severity_word = {};
    record.withdrawn = record.malicious = false;
    record.severities = {};
    record.aliases.clear();
    record.affected.clear();
    record.ranges.clear();
    record.events.clear();
    record.versions.clear();
    record.all_severities.clear();
}

}  // namespace

struct OsvParser::State {
    od::parser parser;
    OsvRecord record;
    JsonText text;
    const char* where = nullptr;

    // Runs `read` over the document; whatever goes wrong is an Error with the line where the parser stood.
    template <typename Read>
    Result<void> run(std::string_view json, Read read) {
        if (json.size() > limits::record_bytes)
            return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits::record_bytes), "line 1");
        if (json.empty()) return fail(ErrorCode::parse, "is empty", "line 1");
        text.clear();
        where = json.data();
        auto place = [&] {
            const std::string_view before = json.substr(0, static_cast<size_t>(where - json.data()));
            return fmt::format("line {}", 1 + std::ranges::count(before, '\n'));
        };
        try {
            od::document document =
                take(parser.iterate(simdjson::padded_string_view(json, json.size() + json_padding)));
            read(document);
            return {};
        } catch (Stop& stopped) {
            stopped.error.where = place();
            return std::unexpected(std::move(stopped.error));
        } catch (const simdjson::simdjson_error& error) {
            return fail(ErrorCode::parse, error.what(), place());
        }
    }
};

OsvParser::OsvParser() : state_(std::make_unique<State>()) {}
OsvParser::~OsvParser() = default;
OsvParser::OsvParser(OsvParser&&) noexcept = default;
OsvParser& OsvParser::operator=(OsvParser&&) noexcept = default;

Result<const OsvRecord*> OsvParser::parse(std::string_view json, Notes& notes) {
    OsvRecord& record = state_->record;
    clear(record);
    // Notes of a record that turns out to be unreadable do not count.
    Notes own;
    WARD_TRY_VOID(state_->run(json, [&](od::document& document) {
        Reader(record, state_->text, own, state_->where).read(document);
        if (!is_record_id(record.id))
            stop(ErrorCode::parse,
                 record.id.empty() ? "has no id" : "has an id with other characters than A-Za-z0-9._:-");
    }));
    own.add(Defect::bad_text, {}, state_->text.broken_escapes());
    notes.add(own);
    return &record;
}

Result<OsvTexts> OsvParser::texts(std::string_view json) {
    OsvTexts texts;
    WARD_TRY_VOID(state_->run(json, [&](od::document& document) {
        std::string_view summary;
        std::string_view details;
        Notes ignored;
        Reader reader(state_->record, state_->text, ignored, state_->where);
        for (auto item : take(document.get_object())) {
            od::field field = take(std::move(item));
            const std::string_view key = reader.key_of(field);
            od::value value = field.value();
            if (key == "summary") summary = trim(reader.string(value));
            else if (key == "details") details = trim(reader.string(value));
            else if (key == "references") reader.references(value, texts.references);
        }
        texts.title = summary.empty() ? details.substr(0, details.find('\n')) : summary;
    }));
    return texts;
}

bool is_record_id(std::string_view text) {
    return !text.empty() && text.size() <= limits::id_bytes && std::ranges::all_of(text, [](char c) {
        return is_alnum(c) || c == '.' || c == '_' || c == ':' || c == '-';
    });
}

}  // namespace ward::advisory
