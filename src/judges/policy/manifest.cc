// Reads manifests with simdjson's on-demand parser, forward only; every value is visited, for a value that is passed
// over would not be checked. What nobody knows is checked by the strict reader of formats/document.h.
#include "judges/policy/manifest.h"

#include <algorithm>

#include <fmt/core.h>
#include <simdjson.h>

#include "base/text.h"
#include "formats/document.h"
#include "judges/policy/object_keys.h"

namespace ward::policy {
namespace {

namespace od = simdjson::ondemand;

class ManifestReader {
  public:
    ManifestReader(std::string_view text, std::string_view name, const ManifestLimits& limits)
        : text_(text), name_(name), limits_(limits), counted_(text.data()) {}

    Result<Manifest> read(od::document& document);

  private:
    std::unexpected<Error> bad(std::string reason) const { return bad_at(line_, std::move(reason)); }
    std::unexpected<Error> bad_at(uint32_t line, std::string reason) const {
        return fail(ErrorCode::parse, std::move(reason), fmt::format("{}:{}", name_, line));
    }
    std::unexpected<Error> bad(simdjson::error_code error) const {
        return bad(fmt::format("not JSON: {}", simdjson::error_message(error)));
    }
    // Goes to the line of `place`, which is at or after the one before.
    void mark(const char* place) {
        if (place <= counted_ || place > text_.data() + text_.size()) return;
        line_ += static_cast<uint32_t>(std::count(counted_, place, '\n'));
        counted_ = place;
    }
    Result<void> count_entry() {
        if (++entries_ <= limits_.entries) return {};
        return fail(ErrorCode::limit, fmt::format("more than {} entries", limits_.entries), std::string(name_));
    }

    // Calls `use(key, value)` for each field, with line_ at its key.
    template <typename Use>
    Result<void> each_field(od::value value, std::string_view what, Use use);
    Result<od::json_type> type_of(od::value& value);
    Result<std::string> string_of(od::value value);
    Result<bool> truth_of(od::value value);
    Result<void> demand_null(od::value value);
    Result<std::string_view> raw_of(od::value value);
    Result<std::string> json_of(od::value value);
    Result<UnknownField> unknown(std::string_view key, od::value value);

    Result<void> read_top(Manifest& manifest, std::string_view key, od::value value);
    Result<void> read_onerror(Manifest& manifest, od::value value);
    Result<void> read_entries(std::vector<Entry>& entries, std::string_view what, od::value value);
    Result<Integrity> read_integrity(od::value value);
    Result<Dependencies> read_dependencies(od::value value);
    Result<Target> read_target(od::value value, size_t depth);
    Result<WardFields> read_ward(od::value value);
    Result<std::vector<NamedText>> read_names(od::value value, std::string_view what);
    Result<int64_t> read_number(od::value value, std::string_view what);

    std::string_view text_;
    std::string_view name_;
    const ManifestLimits& limits_;
    const char* counted_;
    uint32_t line_ = 1;
    size_t entries_ = 0;
};

template <typename Use>
Result<void> ManifestReader::each_field(od::value value, std::string_view what, Use use) {
    WARD_TRY(const od::json_type type, type_of(value));
    if (type != od::json_type::object) return bad(fmt::format("{} must be an object", what));
    od::object object;
    if (const auto error = value.get_object().get(object)) return bad(error);
    ObjectKeys keys;
    for (auto item : object) {
        od::field field;
        if (const auto error = std::move(item).get(field)) return bad(error);
        mark(field.key().raw());
        std::string_view key;
        if (const auto error = field.unescaped_key().get(key)) return bad(error);
        keys.add(key, line_);
        WARD_TRY_VOID(use(key, field.value()));
    }
    if (const auto twice = keys.twice())
        return bad_at(twice->second.line, fmt::format("\"{}\" stands twice in {}, before on line {}",
                                                      display(twice->second.text), what, twice->first.line));
    return {};
}

Result<od::json_type> ManifestReader::type_of(od::value& value) {
    od::json_type type{};
    if (const auto error = value.type().get(type)) return bad(error);
    return type;
}

Result<std::string> ManifestReader::string_of(od::value value) {
    std::string_view text;
    if (const auto error = value.get_string().get(text)) return bad(error);
    return std::string(text);
}

Result<bool> ManifestReader::truth_of(od::value value) {
    bool truth = false;
    if (const auto error = value.get_bool().get(truth)) return bad(error);
    return truth;
}

Result<void> ManifestReader::demand_null(od::value value) {
    bool null = false;
    if (const auto error = value.is_null().get(null)) return bad(error);
    if (!null) return bad("expected a value");
    return {};
}

// The text of a value, which is consumed: simdjson takes a string that was not for a key, whatever stands before it.
Result<std::string_view> ManifestReader::raw_of(od::value value) {
    WARD_TRY(const od::json_type type, type_of(value));
    std::string_view raw;
    if (type == od::json_type::object || type == od::json_type::array) {
        if (const auto error = simdjson::to_json_string(value).get(raw)) return bad(error);
        return trim(raw);
    }
    raw = trim(value.raw_json_token());
    if (type == od::json_type::string) {
        WARD_TRY([[maybe_unused]] const std::string text, string_of(value));
    } else if (type == od::json_type::boolean) {
        WARD_TRY([[maybe_unused]] const bool truth, truth_of(value));
    } else if (type == od::json_type::null) {
        WARD_TRY_VOID(demand_null(value));
    } else if (const auto error = value.get_double().error()) {
        return bad(error);
    }
    return raw;
}

Result<std::string> ManifestReader::json_of(od::value value) {
    WARD_TRY(const std::string_view raw, raw_of(value));
    const DocumentLimits limits{.bytes = limits_.bytes, .depth = limits_.unknown_depth};
    if (auto checked = parse_json(raw, name_, limits); !checked) {
        checked.error().where = fmt::format("{}:{}", name_, line_);
        return std::unexpected(std::move(checked).error());
    }
    std::string out(raw.size() + simdjson::SIMDJSON_PADDING, '\0');
    size_t length = 0;
    if (const auto error = simdjson::minify(raw.data(), raw.size(), out.data(), length)) return bad(error);
    out.resize(length);
    return out;
}

Result<UnknownField> ManifestReader::unknown(std::string_view key, od::value value) {
    UnknownField field{.name = std::string(key), .json = {}, .line = line_};
    WARD_TRY(field.json, json_of(value));
    return field;
}

Result<Manifest> ManifestReader::read(od::document& document) {
    Manifest manifest;
    od::value top;
    if (const auto error = document.get_value().get(top)) {
        // A scalar document is no value for simdjson.
        if (error == simdjson::SCALAR_DOCUMENT_AS_VALUE) return bad("a manifest must be an object");
        return bad(error);
    }
    WARD_TRY_VOID(each_field(top, "a manifest",
                             [&](std::string_view key, od::value value) { return read_top(manifest, key, value); }));
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return bad("something follows the manifest");
    return manifest;
}

Result<void> ManifestReader::read_top(Manifest& manifest, std::string_view key, od::value value) {
    if (key == "onerror") return read_onerror(manifest, value);
    if (key == "resources") return read_entries(manifest.resources, "resources", value);
    if (key == "scopes") return read_entries(manifest.scopes, "scopes", value);
    if (key == "dependencies") {
        manifest.dependencies_line = line_;
        WARD_TRY(manifest.dependencies, read_dependencies(value));
    } else if (key == "ward") {
        WARD_TRY(manifest.ward, read_ward(value));
    } else {
        WARD_TRY(UnknownField field, unknown(key, value));
        manifest.unknown.push_back(std::move(field));
    }
    return {};
}

Result<void> ManifestReader::read_onerror(Manifest& manifest, od::value value) {
    manifest.onerror_line = line_;
    WARD_TRY(const std::string json, json_of(value));
    manifest.onerror = json == "\"throw\""  ? OnError::throws
                       : json == "\"exit\"" ? OnError::exits
                       : json == "\"log\""  ? OnError::logs
                                            : OnError::invalid;
    if (manifest.onerror == OnError::invalid) manifest.onerror_text = json;
    return {};
}

Result<void> ManifestReader::read_entries(std::vector<Entry>& entries, std::string_view what, od::value value) {
    WARD_TRY(const od::json_type type, type_of(value));
    if (type == od::json_type::null) return demand_null(value);
    return each_field(value, what, [&](std::string_view key, od::value descriptor) -> Result<void> {
        WARD_TRY_VOID(count_entry());
        Entry& entry = entries.emplace_back();
        entry.key = key;
        entry.line = line_;
        return each_field(descriptor, "a descriptor", [&](std::string_view name, od::value field) -> Result<void> {
            if (name == "integrity") {
                WARD_TRY(entry.integrity, read_integrity(field));
            } else if (name == "dependencies") {
                WARD_TRY(entry.dependencies, read_dependencies(field));
            } else if (name == "cascade") {
                WARD_TRY(const od::json_type kind, type_of(field));
                if (kind == od::json_type::boolean) {
                    WARD_TRY(const bool truth, truth_of(field));
                    entry.cascade = truth ? Cascade::yes : Cascade::no;
                } else {
                    entry.cascade = Cascade::invalid;
                    WARD_TRY(entry.cascade_json, json_of(field));
                }
            } else {
                WARD_TRY(UnknownField other, unknown(name, field));
                entry.unknown.push_back(std::move(other));
            }
            return {};
        });
    });
}

Result<Integrity> ManifestReader::read_integrity(od::value value) {
    Integrity integrity;
    WARD_TRY(const od::json_type type, type_of(value));
    if (type == od::json_type::string) {
        integrity.kind = Integrity::Kind::hashes;
        WARD_TRY(integrity.text, string_of(value));
        return integrity;
    }
    WARD_TRY(std::string json, json_of(value));
    integrity.kind = json == "true" ? Integrity::Kind::any : Integrity::Kind::invalid;
    if (integrity.kind == Integrity::Kind::invalid) integrity.text = std::move(json);
    return integrity;
}

Result<Dependencies> ManifestReader::read_dependencies(od::value value) {
    Dependencies out;
    WARD_TRY(const od::json_type type, type_of(value));
    if (type == od::json_type::object) {
        out.kind = Dependencies::Kind::map;
        Result<void> read =
            each_field(value, "dependencies", [&](std::string_view key, od::value target) -> Result<void> {
                WARD_TRY_VOID(count_entry());
                Dependency& dependency = out.entries.emplace_back();
                dependency.key = key;
                dependency.line = line_;
                WARD_TRY(dependency.target, read_target(target, 0));
                return {};
            });
        if (!read) return std::unexpected(std::move(read).error());
        return out;
    }
    if (type == od::json_type::boolean) {
        WARD_TRY(const bool truth, truth_of(value));
        out.kind = truth ? Dependencies::Kind::any : Dependencies::Kind::invalid;
        if (!truth) out.text = "false";
        return out;
    }
    WARD_TRY(std::string json, json_of(value));
    if (json == "null") return out;
    out.kind = Dependencies::Kind::invalid;
    out.text = std::move(json);
    return out;
}

Result<Target> ManifestReader::read_target(od::value value, size_t depth) {
    Target target;
    WARD_TRY(const od::json_type type, type_of(value));
    if (type == od::json_type::string) {
        target.kind = Target::Kind::url;
        WARD_TRY(target.text, string_of(value));
        return target;
    }
    if (type == od::json_type::object) {
        if (depth == limits_.depth)
            return fail(ErrorCode::limit, fmt::format("more than {} conditions inside one another", limits_.depth),
                        fmt::format("{}:{}", name_, line_));
        target.kind = Target::Kind::conditions;
        Result<void> read = each_field(value, "conditions", [&](std::string_view key, od::value inner) -> Result<void> {
            WARD_TRY_VOID(count_entry());
            Condition condition{.name = std::string(key), .target = {}};
            WARD_TRY(condition.target, read_target(inner, depth + 1));
            target.conditions.push_back(std::move(condition));
            return {};
        });
        if (!read) return std::unexpected(std::move(read).error());
        return target;
    }
    WARD_TRY(std::string json, json_of(value));
    target.kind = json == "true" ? Target::Kind::any : json == "null" ? Target::Kind::deny : Target::Kind::invalid;
    if (target.kind == Target::Kind::invalid) target.text = std::move(json);
    return target;
}

Result<int64_t> ManifestReader::read_number(od::value value, std::string_view what) {
    WARD_TRY(const std::string json, json_of(value));
    const auto number = to_number<int64_t>(json);
    if (!number || *number < 0) return bad(fmt::format("{} must be a whole number, at least 0", what));
    return *number;
}

Result<std::vector<NamedText>> ManifestReader::read_names(od::value value, std::string_view what) {
    std::vector<NamedText> out;
    Result<void> read = each_field(value, what, [&](std::string_view key, od::value text) -> Result<void> {
        WARD_TRY_VOID(count_entry());
        NamedText named{.name = std::string(key), .text = {}, .line = line_};
        WARD_TRY(const od::json_type type, type_of(text));
        if (type != od::json_type::string) return bad(fmt::format("{} must hold strings", what));
        WARD_TRY(named.text, string_of(text));
        out.push_back(std::move(named));
        return {};
    });
    if (!read) return std::unexpected(std::move(read).error());
    return out;
}

Result<WardFields> ManifestReader::read_ward(od::value value) {
    WardFields out;
    WARD_TRY_VOID(each_field(value, "ward", [&](std::string_view key, od::value field) -> Result<void> {
        if (key == "schema") {
            WARD_TRY(out.schema, read_number(field, "ward.schema"));
            if (out.schema != ward_schema)
                return fail(ErrorCode::unsupported,
                            fmt::format("ward.schema is {}; this ward reads {}", out.schema, ward_schema),
                            fmt::format("{}:{}", name_, line_));
        } else if (key == "serial") {
            WARD_TRY(out.serial, read_number(field, "ward.serial"));
        } else if (key == "symlinks") {
            WARD_TRY(out.symlinks, read_names(field, "ward.symlinks"));
        } else if (key == "generated") {
            WARD_TRY(out.generated, read_names(field, "ward.generated"));
        } else if (key == "exclude") {
            WARD_TRY(out.exclude, read_names(field, "ward.exclude"));
        } else {
            WARD_TRY(UnknownField other, unknown(key, field));
            out.unknown.push_back(std::move(other));
        }
        return {};
    }));
    return out;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view text, std::string_view name, const ManifestLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("more than {} bytes", limits.bytes), std::string(name));
    if (text.starts_with("\xef\xbb\xbf"))
        return fail(ErrorCode::parse, "a byte order mark, which is not JSON; node refuses it, too",
                    fmt::format("{}:1", name));
    const simdjson::padded_string padded(text);
    od::parser parser(std::max<size_t>(limits.bytes, text.size()));
    od::document document;
    if (const auto error = parser.iterate(padded).get(document))
        return fail(ErrorCode::parse, fmt::format("not JSON: {}", simdjson::error_message(error)), std::string(name));
    return ManifestReader(std::string_view(padded), name, limits).read(document);
}

ManifestHead head_of(const Manifest& manifest) {
    ManifestHead head;
    if (!manifest.ward) return head;
    head.serial = manifest.ward->serial;
    for (const NamedText& row : manifest.ward->exclude) head.exclude.push_back(row.name);
    return head;
}

}  // namespace ward::policy
