// From a manifest to tables by URL, in the order in which node reads it, so that of several mistakes the same one is
// named.
#include <algorithm>
#include <span>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/policy/compiled.h"
#include "judges/policy/normal.h"

namespace ward::policy {
namespace {

std::unexpected<Refusal> refuse(Code code, std::string what, std::string_view where, uint32_t line = 0) {
    return std::unexpected(Refusal{code, std::move(what), std::string(where), line});
}

// What was found wrong without a line of its own is wrong where the entry stands.
Judged<void> on_line(uint32_t line, Judged<void> done) {
    if (!done && done.error().line == 0) done.error().line = line;
    return done;
}

// JavaScript visits keys that are array indices first, by their number.
std::optional<uint32_t> array_index(std::string_view key) {
    if (key.empty() || key.size() > 10 || (key[0] == '0' && key.size() > 1)) return std::nullopt;
    if (!std::ranges::all_of(key, is_digit)) return std::nullopt;
    const auto number = to_number<uint64_t>(key);
    constexpr uint64_t no_index = 0xffffffff;
    if (!number || *number >= no_index) return std::nullopt;
    return static_cast<uint32_t>(*number);
}

template <typename Item>
std::vector<const Item*> script_order(const std::vector<Item>& items, std::string Item::* name) {
    std::vector<const Item*> order;
    order.reserve(items.size());
    for (const Item& item : items) order.push_back(&item);
    const auto key = [name](const Item* item) {
        return static_cast<uint64_t>(array_index(item->*name).value_or(0xffffffff));
    };
    std::ranges::stable_sort(order, {}, key);
    return order;
}

void order_conditions(Target& target) {
    std::vector<Condition> sorted;
    sorted.reserve(target.conditions.size());
    for (const Condition* condition : script_order(target.conditions, &Condition::name)) sorted.push_back(*condition);
    target.conditions = std::move(sorted);
    for (Condition& condition : target.conditions) order_conditions(condition.target);
}

class Compiler {
  public:
    Compiler(const Manifest& manifest, const Url& base, Semantics semantics) : manifest_(manifest), keys_(base) {
        state_.semantics = semantics;
        state_.base = base;
    }

    Judged<std::unique_ptr<const Compiled::State>> compile();

  private:
    Judged<void> onerror();
    Judged<void> add_resource(const Entry& entry);
    Judged<void> add_scope(const Entry& entry);
    Judged<IntegrityRule> integrity(const Entry& entry, std::string_view href, bool scope) const;
    Judged<Mapper> mapper(const Entry& entry, std::string_view href, bool resource) const;
    Judged<void> fill(Mapper& mapper, const Dependencies& dependencies) const;
    Judged<void> add_pattern(Mapper& mapper, const Dependency& dependency) const;

    const Manifest& manifest_;
    const KeyReader keys_;
    bool all_differ_ = true;  // each key is plain and came once, so that no two of them are one file
    Compiled::State state_;
};

Judged<void> Compiler::onerror() {
    if (manifest_.onerror == OnError::invalid)
        return refuse(Code::manifest_unknown_onerror,
                      fmt::format("onerror is {}; node knows exit, log and throw", display(manifest_.onerror_text)),
                      "onerror", manifest_.onerror_line);
    if (manifest_.onerror != OnError::absent) state_.onerror = manifest_.onerror;
    return {};
}

Judged<IntegrityRule> Compiler::integrity(const Entry& entry, std::string_view href, bool scope) const {
    IntegrityRule rule;
    const auto& [kind, text] = entry.integrity;
    if (kind == Integrity::Kind::invalid || (scope && kind == Integrity::Kind::hashes))
        return refuse(Code::manifest_invalid_resource_field,
                      scope ? "the integrity of a scope is true or absent" : "integrity is a text, true or absent",
                      href);
    if (kind == Integrity::Kind::any) {
        rule.kind = IntegrityRule::Kind::any;
    } else if (kind == Integrity::Kind::absent) {
        rule.kind = entry.cascade == Cascade::yes ? IntegrityRule::Kind::cascade : IntegrityRule::Kind::refuse;
    } else {
        rule.kind = IntegrityRule::Kind::hashes;
        if (!state_.ward()) {
            rule.text = text;
        } else {
            auto hashes = parse_sri(text, SriReading::strict);
            if (!hashes) return refuse(Code::sri_parse, hashes.error().what, entry.key);
            rule.hashes = std::move(*hashes);
        }
    }
    return rule;
}

Judged<void> Compiler::add_pattern(Mapper& mapper, const Dependency& dependency) const {
    const std::string_view prefix = std::string_view(dependency.key).substr(0, dependency.key.size() - 1);
    if (!state_.ward())
        return refuse(Code::manifest_invalid_specifier, "node 20 cannot read patterns in dependencies", dependency.key,
                      dependency.line);
    if (prefix.contains('*'))
        return refuse(Code::manifest_invalid_specifier, "a pattern has one \"*\", at its end", dependency.key,
                      dependency.line);
    // The star stands for something, so that `./` stays a folder.
    std::string canonical = canonical_specifier(std::string(prefix) + "*", &state_.base, state_.semantics);
    if (canonical.ends_with('*')) canonical.pop_back();
    mapper.prefixes.emplace_back(std::move(canonical), dependency.target);
    return {};
}

Judged<void> Compiler::fill(Mapper& mapper, const Dependencies& dependencies) const {
    mapper.entries.reserve(dependencies.entries.size());
    for (const Dependency* dependency : script_order(dependencies.entries, &Dependency::key)) {
        if (dependency->key.ends_with('*')) {
            WARD_TRY_VOID(add_pattern(mapper, *dependency));
            continue;
        }
        std::string key = canonical_specifier(dependency->key, &state_.base, state_.semantics);
        const auto [place, added] = mapper.entries.insert_or_assign(std::move(key), dependency->target);
        if (!added && state_.ward())
            return refuse(Code::manifest_invalid_specifier, "another spelling of this dependency is in the same object",
                          dependency->key, dependency->line);
        if (place->second.kind == Target::Kind::conditions) order_conditions(place->second);
    }
    std::ranges::stable_sort(mapper.prefixes, std::ranges::greater{}, [](const auto& row) { return row.first.size(); });
    return {};
}

Judged<Mapper> Compiler::mapper(const Entry& entry, std::string_view href, bool resource) const {
    if (entry.cascade == Cascade::invalid)
        return refuse(Code::manifest_invalid_resource_field, "cascade is true or false", href);
    if (entry.dependencies.kind == Dependencies::Kind::invalid)
        return refuse(Code::manifest_invalid_resource_field, "dependencies are an object, true or null", href);
    Mapper out;
    out.href = href;
    out.resource = resource;
    out.any = entry.dependencies.kind == Dependencies::Kind::any;
    out.cascade = !out.any && entry.cascade == Cascade::yes;
    WARD_TRY_VOID(fill(out, entry.dependencies));
    return out;
}

Judged<void> Compiler::add_resource(const Entry& entry) {
    auto read = keys_.href(entry.key);
    if (!read) return refuse(Code::invalid_url, read.error().what, entry.key);
    const bool is_plain = is_plain_file_url(*read);
    const std::string href = is_plain ? std::move(*read) : state_.name_of(*read);
    WARD_TRY(IntegrityRule rule, integrity(entry, href, false));
    WARD_TRY(Mapper dependencies, mapper(entry, href, true));
    const auto [place, is_new] =
        state_.resources.insert_or_assign(href, Resource{std::move(rule), std::move(dependencies)});
    state_.by_entry[static_cast<size_t>(&entry - manifest_.resources.data())] = &place->second;
    all_differ_ = all_differ_ && is_plain && is_new;
    return {};
}

Judged<void> Compiler::add_scope(const Entry& entry) {
    auto name = scope_name(entry.key, state_.base);
    if (!name) return refuse(Code::invalid_url, name.error().what, entry.key);
    if (state_.ward()) {
        if (const auto url = parse_url(*name); url && name->find(':') + 1 < name->size())
            name = one_spelling(*url).href();
        else *name = to_lower(*name);
    }
    WARD_TRY(IntegrityRule rule, integrity(entry, *name, true));
    state_.scope_integrity.insert_or_assign(*name, std::move(rule));
    WARD_TRY(Mapper dependencies, mapper(entry, *name, false));
    state_.scope_mappers.insert_or_assign(*name, std::move(dependencies));
    return {};
}

Judged<std::unique_ptr<const Compiled::State>> Compiler::compile() {
    WARD_TRY_VOID(onerror());
    state_.default_mapper.href = "default";
    state_.default_mapper.any = manifest_.dependencies.kind == Dependencies::Kind::any;
    if (state_.ward() && manifest_.dependencies.kind == Dependencies::Kind::invalid)
        return refuse(Code::manifest_invalid_resource_field, "dependencies are an object, true or null", "dependencies",
                      manifest_.dependencies_line);
    WARD_TRY_VOID(fill(state_.default_mapper, manifest_.dependencies));
    state_.resources.reserve(manifest_.resources.size());
    state_.by_entry.resize(manifest_.resources.size());
    for (const Entry* entry : script_order(manifest_.resources, &Entry::key))
        WARD_TRY_VOID(on_line(entry->line, add_resource(*entry)));
    for (const Entry* entry : script_order(manifest_.scopes, &Entry::key))
        WARD_TRY_VOID(on_line(entry->line, add_scope(*entry)));
    if (state_.ward() && !all_differ_) {
        if (const auto names = normalise(manifest_, state_.base, FileNames::exact); !names)
            return refuse(Code::manifest_invalid_resource_field, names.error().what, names.error().where);
    }
    return std::make_unique<const Compiled::State>(std::move(state_));
}

}  // namespace

Compiled::Compiled(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Compiled::Compiled(Compiled&&) noexcept = default;
Compiled& Compiled::operator=(Compiled&&) noexcept = default;
Compiled::~Compiled() = default;

Semantics Compiled::semantics() const {
    return state_->semantics;
}
OnError Compiled::onerror() const {
    return state_->onerror;
}

Judged<Compiled> compile(const Manifest& manifest, const Url& base, Semantics semantics) {
    WARD_TRY(std::unique_ptr<const Compiled::State> state, Compiler(manifest, base, semantics).compile());
    return Compiled(std::move(state));
}

}  // namespace ward::policy
