#include "lang/javascript/package.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

namespace ward::javascript {
namespace {

using Element = simdjson::dom::element;

class TargetReader {
  public:
    bool too_deep() const { return too_deep_; }

    Target read(Element element, size_t depth) {
        Target target;
        if (depth > max_target_depth) {
            too_deep_ = true;
            return target;
        }
        switch (element.type()) {
            case simdjson::dom::element_type::NULL_VALUE: break;
            case simdjson::dom::element_type::STRING:
                target.kind = Target::Kind::text;
                target.text = std::string(std::string_view(element.get_string().value_unsafe()));
                break;
            case simdjson::dom::element_type::ARRAY:
                target.kind = Target::Kind::list;
                read_items(element.get_array().value_unsafe(), depth, target);
                break;
            case simdjson::dom::element_type::OBJECT:
                target.kind = Target::Kind::table;
                read_fields(element.get_object().value_unsafe(), depth, target);
                break;
            default: target.kind = Target::Kind::other; break;
        }
        return target;
    }

  private:
    void read_items(simdjson::dom::array items, size_t depth, Target& target) {
        for (const Element item : items) target.items.push_back(read(item, depth + 1));
    }

    // A key that comes again keeps its place and takes the later value, as JSON.parse has it.
    void read_fields(simdjson::dom::object object, size_t depth, Target& target) {
        std::unordered_map<std::string_view, size_t> places;
        for (const auto field : object) {
            Target value = read(field.value, depth + 1);
            const auto [place, is_new] = places.try_emplace(field.key, target.fields.size());
            if (is_new) target.fields.emplace_back(std::string(field.key), std::move(value));
            else target.fields[place->second].second = std::move(value);
        }
    }

    bool too_deep_ = false;
};

std::optional<std::string> text_of(Element element) {
    std::string_view text;
    if (element.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
    return std::string(text);
}

}  // namespace

const Target* Target::find(std::string_view key) const {
    const auto found =
        std::ranges::find(fields, key, [](const auto& field) -> std::string_view { return field.first; });
    return found == fields.end() ? nullptr : &found->second;
}

Result<Package> parse_package(std::string_view json, std::string path) {
    if (json.size() > max_package_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_package_bytes), std::move(path));
    if (json.starts_with("\xef\xbb\xbf")) json.remove_prefix(3);
    simdjson::dom::parser parser;
    Element root;
    if (const auto error = parser.parse(simdjson::padded_string(json)).get(root); error != simdjson::SUCCESS)
        return fail(ErrorCode::parse, simdjson::error_message(error), std::move(path));
    simdjson::dom::object fields;
    if (root.get_object().get(fields) != simdjson::SUCCESS)
        return fail(ErrorCode::parse, "is not a JSON object", std::move(path));
    Package package;
    TargetReader reader;
    for (const auto [key, value] : fields) {
        if (key == "name") {
            if (auto text = text_of(value)) package.name = std::move(text);
        } else if (key == "main") {
            if (auto text = text_of(value)) package.main = std::move(text);
        } else if (key == "type") {
            const auto text = text_of(value);
            package.type = text == "module"     ? PackageType::module
                           : text == "commonjs" ? PackageType::commonjs
                                                : PackageType::none;
        } else if (key == "exports" || key == "imports") {
            Target target = reader.read(value, 0);
            const bool is_map = target.kind == Target::Kind::list || target.kind == Target::Kind::table;
            if (key == "imports" && is_map) package.imports = std::move(target);
            else if (key == "exports" && (is_map || target.kind == Target::Kind::text))
                package.exports = std::move(target);
        }
    }
    if (reader.too_deep())
        return fail(ErrorCode::limit, fmt::format("nests exports or imports deeper than {} levels", max_target_depth),
                    std::move(path));
    package.path = std::move(path);
    return package;
}

}  // namespace ward::javascript
