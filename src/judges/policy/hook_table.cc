// See hook_table.h.
#include "judges/policy/hook_table.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>

#include "base/text.h"
#include "formats/json_writer.h"
#include "judges/policy/normal.h"

namespace ward::policy {
namespace {

constexpr size_t header_bytes = 64;
constexpr size_t row_bytes = 20;
constexpr uint32_t version = 1;

// The bits of a row.
constexpr uint32_t integrity_present = 1;
constexpr uint32_t integrity_cascades = 2;
constexpr uint32_t imports_any = 1u << 2;
constexpr uint32_t imports_map = 2u << 2;
constexpr uint32_t imports_mask = 3u << 2;
constexpr uint32_t cascades = 16;

struct Row {
    std::string url;
    uint32_t flags = 0;
    std::string map = {};  // JSON; empty unless imports_map
};

// Specifiers that stand for a URL become one; others (bare names, #imports) stay. A pattern keeps its star.
std::string specifier_key(std::string_view text, const Url& base) {
    const bool star = text.ends_with('*');
    const std::string_view plain = star ? text.substr(0, text.size() - 1) : text;
    const bool relative = plain.starts_with('/') || plain.starts_with("./") || plain.starts_with("../");
    const auto url = parse_url(plain, relative ? &base : nullptr);
    return url ? url->href() + (star ? "*" : "") : std::string(text);
}

Result<void> write_target(JsonWriter& json, const Target& target, const Url& base) {
    switch (target.kind) {
        case Target::Kind::any: json.value(true); return {};
        case Target::Kind::deny: json.null(); return {};
        case Target::Kind::url: json.value(specifier_key(target.text, base)); return {};
        case Target::Kind::conditions:
            json.begin_object();
            for (const Condition& condition : target.conditions) {
                json.key(condition.name);
                WARD_TRY_VOID(write_target(json, condition.target, base));
            }
            json.end_object();
            return {};
        case Target::Kind::invalid: break;
    }
    return fail(ErrorCode::parse, "a dependency is neither true, null, a string nor an object: " + target.text);
}

Result<Row> row_of(std::string url, const Integrity& integrity, const Dependencies& dependencies, Cascade cascade,
                   const Url& base) {
    Row out{.url = std::move(url)};
    const bool goes_on = cascade == Cascade::yes;
    if (integrity.kind != Integrity::Kind::absent) out.flags |= integrity_present;
    else if (goes_on) out.flags |= integrity_cascades;
    if (goes_on) out.flags |= cascades;
    if (dependencies.kind == Dependencies::Kind::any) out.flags |= imports_any;
    if (dependencies.kind != Dependencies::Kind::map) return out;
    out.flags |= imports_map;
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    for (const Dependency& dependency : dependencies.entries) {
        json.key(specifier_key(dependency.key, base));
        WARD_TRY_VOID(write_target(json, dependency.target, base));
    }
    json.end_object();
    out.map = json.take();
    return out;
}

std::string options_json(const Manifest& manifest, const HookOptions& options) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    json.member("onerror", manifest.onerror == OnError::exits  ? "exit"
                           : manifest.onerror == OnError::logs ? "log"
                                                               : "throw");
    json.member_values("conditions", options.conditions);
    json.member_values("entries", options.entries);
    json.member_values("allow", options.allow);
    json.member_values("deny", options.deny);
    json.end_object();
    return json.take();
}

class Table {
  public:
    explicit Table(size_t rows) : bytes_(header_bytes + rows * row_bytes, '\0') {}

    // Where the text stands.
    uint32_t place(std::string_view text) {
        const size_t at = bytes_.size();
        bytes_ += text;
        return static_cast<uint32_t>(at);
    }
    void put(size_t at, uint32_t number) {
        for (unsigned i = 0; i < sizeof number; ++i) bytes_[at + i] = static_cast<char>(number >> (8 * i));
    }
    void put(size_t at, std::string_view text) { std::ranges::copy(text, bytes_.begin() + static_cast<ptrdiff_t>(at)); }
    size_t size() const { return bytes_.size(); }
    std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

}  // namespace

Result<std::string> hook_table(const Manifest& manifest, const Url& base, const HookOptions& options) {
    std::vector<Row> resources;
    std::vector<Row> scopes;
    for (const Entry& entry : manifest.resources) {
        WARD_TRY(const Url url, resource_url(entry.key, base));
        WARD_TRY(Row row, row_of(url.href(), entry.integrity, entry.dependencies, entry.cascade, base));
        resources.push_back(std::move(row));
    }
    for (const Entry& entry : manifest.scopes) {
        WARD_TRY(std::string name, scope_name(entry.key, base));
        WARD_TRY(Row row, row_of(std::move(name), entry.integrity, entry.dependencies, entry.cascade, base));
        scopes.push_back(std::move(row));
    }
    WARD_TRY(const Row rest, row_of("", {Integrity::Kind::any, ""}, manifest.dependencies, Cascade::absent, base));
    std::ranges::sort(resources, {}, &Row::url);
    std::ranges::sort(scopes, {}, &Row::url);
    const auto any = [](const Row& row) { return (row.flags & imports_mask) == imports_any; };
    const bool uniform = std::ranges::all_of(resources, any) && std::ranges::all_of(scopes, any) && any(rest);

    Table table(resources.size() + scopes.size());
    size_t at = header_bytes;
    for (const std::vector<Row>* rows : {&resources, &scopes}) {
        for (const Row& row : *rows) {
            table.put(at, table.place(row.url));
            table.put(at + 4, static_cast<uint32_t>(row.url.size()));
            table.put(at + 8, row.flags);
            table.put(at + 12, table.place(row.map));
            table.put(at + 16, static_cast<uint32_t>(row.map.size()));
            at += row_bytes;
        }
    }
    const std::string words = options_json(manifest, options);
    const uint32_t rest_at = table.place(rest.map);
    const uint32_t words_at = table.place(words);
    if (table.size() > std::numeric_limits<uint32_t>::max())
        return fail(ErrorCode::limit, "the dependency maps are larger than the hook can read");
    table.put(0, "WARDHOOK");
    const uint32_t header[] = {version,
                               static_cast<uint32_t>(table.size()),
                               uniform ? 1u : 0u,
                               static_cast<uint32_t>(resources.size()),
                               static_cast<uint32_t>(header_bytes),
                               static_cast<uint32_t>(scopes.size()),
                               static_cast<uint32_t>(header_bytes + resources.size() * row_bytes),
                               words_at,
                               static_cast<uint32_t>(words.size()),
                               rest.flags,
                               rest_at,
                               static_cast<uint32_t>(rest.map.size())};
    for (size_t i = 0; i < std::size(header); ++i) table.put(8 + 4 * i, header[i]);
    return table.take();
}

}  // namespace ward::policy
