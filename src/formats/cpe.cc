#include "formats/cpe.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace ward {
namespace {

constexpr size_t max_name_bytes = 4096;
constexpr size_t attribute_count = 11;
constexpr size_t target_sw_place = 8;

// The attributes of a formatted string: separated by ':' that no backslash quotes.
std::optional<std::vector<std::string>> split_formatted(std::string_view text) {
    std::vector<std::string> attributes(1);
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ':') {
            attributes.emplace_back();
            continue;
        }
        if (text[i] == '\\') ++i;  // what follows stands for itself
        if (i == text.size()) return std::nullopt;
        attributes.back() += to_lower(text[i]);
    }
    return attributes;
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    c = to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The attributes of a URI: percent-encoded, an empty one is any value. %01 and %02 are wildcards inside of a value; a
// name with those is no name of one product.
std::optional<std::vector<std::string>> split_uri(std::string_view text) {
    std::vector<std::string> attributes;
    for (const std::string_view part : split(text, ':')) {
        std::string value;
        for (size_t i = 0; i < part.size(); ++i) {
            if (part[i] != '%') {
                value += to_lower(part[i]);
                continue;
            }
            const int high = i + 2 < part.size() ? hex_value(part[i + 1]) : -1;
            const int low = i + 2 < part.size() ? hex_value(part[i + 2]) : -1;
            if (high < 0 || low < 0 || high * 16 + low < 0x20) return std::nullopt;
            value += to_lower(static_cast<char>(high * 16 + low));
            i += 2;
        }
        attributes.push_back(value.empty() ? "*" : std::move(value));
    }
    // The edition may hold five attributes of version 2.3, packed: ~edition~sw_edition~target_sw~target_hw~other.
    std::string target = "*";
    if (attributes.size() > 5 && attributes[5].starts_with('~'))
        if (const auto packed = split(attributes[5], '~'); packed.size() > 3 && !packed[3].empty()) target = packed[3];
    attributes.resize(std::max(attributes.size(), attribute_count), "*");
    attributes[target_sw_place] = std::move(target);
    return attributes;
}

void quote(std::string& out, std::string_view attribute) {
    for (const char c : attribute) {
        if (c == ':' || c == '\\') out += '\\';
        out += c;
    }
}

}  // namespace

std::optional<Cpe> Cpe::parse(std::string_view text) {
    text = trim(text);
    if (text.size() > max_name_bytes) return std::nullopt;
    std::optional<std::vector<std::string>> attributes;
    if (text.starts_with("cpe:2.3:")) attributes = split_formatted(text.substr(8));
    else if (text.starts_with("cpe:/")) attributes = split_uri(text.substr(5));
    if (!attributes || attributes->size() > attribute_count) return std::nullopt;
    const auto is_graphic = [](char c) { return c > ' ' && c < 0x7f; };
    for (const std::string& attribute : *attributes)
        if (!std::ranges::all_of(attribute, is_graphic)) return std::nullopt;
    Cpe cpe;
    const std::array<std::pair<size_t, std::string*>, 6> places{{{0, &cpe.part},
                                                                 {1, &cpe.vendor},
                                                                 {2, &cpe.product},
                                                                 {3, &cpe.version},
                                                                 {4, &cpe.update},
                                                                 {target_sw_place, &cpe.target_sw}}};
    for (const auto& [place, attribute] : places)
        if (place < attributes->size() && !(*attributes)[place].empty()) *attribute = (*attributes)[place];
    const bool names_something = cpe.part.size() == 1 &&
                                 std::string_view("aoh").find(cpe.part) != std::string_view::npos &&
                                 cpe.vendor != "*" && cpe.product != "*";
    return names_something ? std::optional(cpe) : std::nullopt;
}

std::string Cpe::package() const {
    std::string out;
    quote(out, vendor);
    out += ':';
    quote(out, product);
    return out;
}

std::string Cpe::version_text() const {
    if (version == "*" || version == "-") return {};
    return update == "*" || update == "-" ? version : version + '-' + update;
}

std::string cpe_package(std::string_view vendor, std::string_view product) {
    Cpe cpe;
    cpe.vendor = replace_all(to_lower(trim(vendor)), " ", "_");
    cpe.product = replace_all(to_lower(trim(product)), " ", "_");
    return cpe.package();
}

}  // namespace ward
