// Writes manifests in their one canonical form, so that the same approval is the same bytes and a signature over them
// can be compared.
#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json_writer.h"
#include "judges/policy/manifest.h"

namespace ward::policy {
namespace {

// The fields of one object in the order of their names, each written by its own function.
class Fields {
  public:
    template <typename Write>
    void add(std::string_view name, Write write) {
        fields_.push_back({name, std::move(write)});
    }
    void add(std::span<const UnknownField> unknown) {
        for (const UnknownField& field : unknown) add(field.name, [&field](JsonWriter& json) { json.raw(field.json); });
    }
    void write(JsonWriter& json) {
        std::ranges::sort(fields_, {}, &Field::name);
        json.begin_object();
        for (const Field& field : fields_) {
            json.key(field.name);
            field.write(json);
        }
        json.end_object();
    }

  private:
    struct Field {
        std::string_view name;
        std::function<void(JsonWriter&)> write;
    };
    std::vector<Field> fields_;
};

void write_target(JsonWriter& json, const Target& target) {
    switch (target.kind) {
        case Target::Kind::any: json.value(true); return;
        case Target::Kind::deny: json.null(); return;
        case Target::Kind::url: json.value(target.text); return;
        case Target::Kind::invalid: json.raw(target.text); return;
        case Target::Kind::conditions: break;
    }
    json.begin_object();
    for (const Condition& condition : target.conditions) {
        json.key(condition.name);
        write_target(json, condition.target);
    }
    json.end_object();
}

// The order of `items` by their names, without moving them.
template <typename Item, typename Name>
std::vector<const Item*> in_order(const std::vector<Item>& items, Name name) {
    std::vector<const Item*> order;
    order.reserve(items.size());
    for (const Item& item : items) order.push_back(&item);
    std::ranges::sort(order, {}, [name](const Item* item) -> std::string_view { return item->*name; });
    return order;
}

void write_dependencies(JsonWriter& json, const Dependencies& dependencies) {
    switch (dependencies.kind) {
        case Dependencies::Kind::absent: json.null(); return;
        case Dependencies::Kind::any: json.value(true); return;
        case Dependencies::Kind::invalid: json.raw(dependencies.text); return;
        case Dependencies::Kind::map: break;
    }
    json.begin_object();
    for (const Dependency* dependency : in_order(dependencies.entries, &Dependency::key)) {
        json.key(dependency->key);
        write_target(json, dependency->target);
    }
    json.end_object();
}

void write_integrity(JsonWriter& json, const Integrity& integrity) {
    if (integrity.kind == Integrity::Kind::any) json.value(true);
    else if (integrity.kind == Integrity::Kind::hashes) json.value(integrity.text);
    else json.raw(integrity.text);
}

void write_cascade(JsonWriter& json, const Entry& entry) {
    if (entry.cascade == Cascade::invalid) json.raw(entry.cascade_json);
    else json.value(entry.cascade == Cascade::yes);
}

void write_entry(JsonWriter& json, const Entry& entry) {
    if (entry.unknown.empty()) {  // the three that are known, in order
        json.begin_object();
        if (entry.cascade != Cascade::absent) write_cascade(json.key("cascade"), entry);
        if (entry.dependencies.kind != Dependencies::Kind::absent)
            write_dependencies(json.key("dependencies"), entry.dependencies);
        if (entry.integrity.kind != Integrity::Kind::absent) write_integrity(json.key("integrity"), entry.integrity);
        json.end_object();
        return;
    }
    Fields fields;
    if (entry.cascade != Cascade::absent) fields.add("cascade", [&](JsonWriter& out) { write_cascade(out, entry); });
    if (entry.dependencies.kind != Dependencies::Kind::absent)
        fields.add("dependencies", [&](JsonWriter& out) { write_dependencies(out, entry.dependencies); });
    if (entry.integrity.kind != Integrity::Kind::absent)
        fields.add("integrity", [&](JsonWriter& out) { write_integrity(out, entry.integrity); });
    fields.add(entry.unknown);
    fields.write(json);
}

void write_entries(JsonWriter& json, const std::vector<Entry>& entries) {
    json.begin_object();
    for (const Entry* entry : in_order(entries, &Entry::key)) {
        json.key(entry->key);
        write_entry(json, *entry);
    }
    json.end_object();
}

void write_names(JsonWriter& json, const std::vector<NamedText>& names) {
    json.begin_object();
    for (const NamedText* named : in_order(names, &NamedText::name)) json.member(named->name, named->text);
    json.end_object();
}

void write_ward(JsonWriter& json, const WardFields& ward) {
    Fields fields;
    fields.add("schema", [&](JsonWriter& out) { out.value(ward.schema); });
    if (ward.serial) fields.add("serial", [&](JsonWriter& out) { out.value(*ward.serial); });
    if (!ward.symlinks.empty()) fields.add("symlinks", [&](JsonWriter& out) { write_names(out, ward.symlinks); });
    if (!ward.generated.empty()) fields.add("generated", [&](JsonWriter& out) { write_names(out, ward.generated); });
    if (!ward.exclude.empty()) fields.add("exclude", [&](JsonWriter& out) { write_names(out, ward.exclude); });
    fields.add(ward.unknown);
    fields.write(json);
}

std::string_view word_of(OnError onerror) {
    return onerror == OnError::exits ? "exit" : onerror == OnError::logs ? "log" : "throw";
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
    JsonWriter json;
    Fields fields;
    if (manifest.onerror == OnError::invalid)
        fields.add("onerror", [&](JsonWriter& out) { out.raw(manifest.onerror_text); });
    else if (manifest.onerror != OnError::absent)
        fields.add("onerror", [&](JsonWriter& out) { out.value(word_of(manifest.onerror)); });
    if (manifest.dependencies.kind != Dependencies::Kind::absent)
        fields.add("dependencies", [&](JsonWriter& out) { write_dependencies(out, manifest.dependencies); });
    fields.add("resources", [&](JsonWriter& out) { write_entries(out, manifest.resources); });
    if (!manifest.scopes.empty()) fields.add("scopes", [&](JsonWriter& out) { write_entries(out, manifest.scopes); });
    if (manifest.ward) fields.add("ward", [&](JsonWriter& out) { write_ward(out, *manifest.ward); });
    fields.add(manifest.unknown);
    fields.write(json);
    return json.take();
}

void sort_manifest(Manifest& manifest) {
    const auto sort_dependencies = [](Dependencies& dependencies) {
        std::ranges::sort(dependencies.entries, {}, &Dependency::key);
    };
    const auto sort_unknown = [](std::vector<UnknownField>& unknown) {
        std::ranges::sort(unknown, {}, &UnknownField::name);
    };
    for (std::vector<Entry>* entries : {&manifest.resources, &manifest.scopes}) {
        std::ranges::sort(*entries, {}, &Entry::key);
        for (Entry& entry : *entries) {
            sort_dependencies(entry.dependencies);
            sort_unknown(entry.unknown);
        }
    }
    sort_dependencies(manifest.dependencies);
    sort_unknown(manifest.unknown);
    if (!manifest.ward) return;
    std::ranges::sort(manifest.ward->symlinks, {}, &NamedText::name);
    std::ranges::sort(manifest.ward->generated, {}, &NamedText::name);
    std::ranges::sort(manifest.ward->exclude, {}, &NamedText::name);
    sort_unknown(manifest.ward->unknown);
}

// ---- comparison: lines are no part of a value ----

bool Target::operator==(const Target& other) const {
    return kind == other.kind && text == other.text && conditions == other.conditions;
}

bool Entry::operator==(const Entry& other) const {
    return key == other.key && integrity == other.integrity && dependencies == other.dependencies &&
           cascade == other.cascade && cascade_json == other.cascade_json && unknown == other.unknown;
}

bool Manifest::operator==(const Manifest& other) const {
    return onerror == other.onerror && onerror_text == other.onerror_text && resources == other.resources &&
           scopes == other.scopes && dependencies == other.dependencies && ward == other.ward &&
           unknown == other.unknown;
}

}  // namespace ward::policy
