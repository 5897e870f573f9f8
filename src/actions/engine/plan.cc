#include "actions/engine/plan.h"

#include "formats/digest.h"

namespace ward::engine {
namespace {

constexpr DocumentLimits plan_limits{.bytes = 64u << 20, .depth = 8, .nodes = 1'000'000, .aliases = 0};
constexpr size_t key_digits = 32;

void write_texts(JsonWriter& json, std::string_view name, const std::map<std::string, std::string>& texts) {
    json.key(name).begin_object();
    for (const auto& [key, text] : texts) json.member(key, text);
    json.end_object();
}

void write_body(JsonWriter& json, const Plan& plan) {
    json.member("schema", "ward-plan/1").member("action", plan.action).member("scope", plan.scope);
    json.key("effects").begin_array();
    for (const Effect& effect : plan.effects) write_effect(json, effect);
    json.end_array();
}

std::unexpected<Error> no_plan(std::string_view name, int line, std::string reason) {
    return fail(ErrorCode::parse, std::move(reason), std::string(name) + ":" + std::to_string(line));
}

Result<std::string> text_of(const Node& table, std::string_view key, std::string_view name) {
    const auto text = table.string_at(key);
    if (!text) return no_plan(name, table.line, "has no text '" + std::string(key) + "'");
    return std::string(*text);
}

Result<std::map<std::string, std::string>> texts_of(const Node& table, std::string_view key, std::string_view name) {
    const Node* node = table.find(key);
    if (node == nullptr || !node->is_table())
        return no_plan(name, table.line, "has no table '" + std::string(key) + "'");
    std::map<std::string, std::string> texts;
    for (const auto& [field, value] : node->fields) {
        if (!value.is_string()) return no_plan(name, value.line, "holds something else than texts");
        texts.emplace(field, value.text);
    }
    return texts;
}

}  // namespace

void write_effect(JsonWriter& json, const Effect& effect) {
    json.begin_object().member("kind", effect.kind).member("target", effect.target).member("summary", effect.summary);
    write_texts(json, "content", effect.content);
    write_texts(json, "requires", effect.requires_state);
    json.member("undo", effect.undo).end_object();
}

Result<Effect> read_effect(const Node& node, std::string_view name) {
    Effect effect;
    WARD_TRY(effect.kind, text_of(node, "kind", name));
    WARD_TRY(effect.target, text_of(node, "target", name));
    WARD_TRY(effect.summary, text_of(node, "summary", name));
    WARD_TRY(effect.content, texts_of(node, "content", name));
    WARD_TRY(effect.requires_state, texts_of(node, "requires", name));
    WARD_TRY(effect.undo, text_of(node, "undo", name));
    return effect;
}

std::string key_of(std::string_view action, std::string_view scope, const Effect& effect) {
    JsonWriter json(JsonLayout::compact);
    json.begin_array().value(action).value(scope).value(effect.kind).value(effect.target).begin_object();
    for (const auto& [key, text] : effect.content) json.member(key, text);
    json.end_object().end_array();
    return sha256_hex(json.text()).substr(0, key_digits);
}

std::string hash_of(const Plan& plan) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    write_body(json, plan);
    return sha256_hex(json.end_object().text());
}

std::string to_json(const Plan& plan) {
    JsonWriter json;
    json.begin_object();
    write_body(json, plan);
    json.key("notes").begin_array();
    for (const std::string& note : plan.notes) json.value(note);
    json.end_array().member("hash", "sha256:" + hash_of(plan)).end_object();
    return json.take();
}

Result<Plan> plan_from_json(std::string_view text, std::string_view name) {
    WARD_TRY(const Node root, parse_json(text, name, plan_limits));
    if (root.string_at("schema") != "ward-plan/1")
        return no_plan(name, 1, "is not a ward-plan/1 file (no such \"schema\")");
    Plan plan;
    WARD_TRY(plan.action, text_of(root, "action", name));
    WARD_TRY(plan.scope, text_of(root, "scope", name));
    const Node* effects = root.find("effects");
    if (effects == nullptr || !effects->is_list()) return no_plan(name, root.line, "has no list 'effects'");
    for (const Node& item : effects->items) {
        WARD_TRY(Effect effect, read_effect(item, name));
        plan.effects.push_back(std::move(effect));
    }
    if (const Node* notes = root.find("notes"))
        for (const Node& note : notes->items) plan.notes.push_back(note.text);
    if (root.string_at("hash") != "sha256:" + hash_of(plan))
        return no_plan(name, root.line, "its hash is not that of what it says: it was changed after it was made");
    return plan;
}

}  // namespace ward::engine
