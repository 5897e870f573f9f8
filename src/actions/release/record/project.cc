#include "actions/release/record/project.h"

#include <algorithm>
#include <array>

#include "actions/release/record/record_table.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::release {
namespace {

constexpr DocumentLimits project_limits{.bytes = max_project_bytes, .depth = 6, .nodes = 10'000, .aliases = 0};
constexpr size_t max_heads_up = 100;

Result<void> read_heads_up(const Node& node, std::string_view file, std::vector<HeadsUp>& out) {
    RecordTable table(node, file, "[[heads_up]]");
    HeadsUp one;
    one.name = table.needed("name");
    one.repository = table.needed("repository");
    one.team = table.needed("team");
    out.push_back(std::move(one));
    return table.finish();
}

bool is_fingerprint(std::string_view text) {
    constexpr size_t digits = 40;
    return text.size() == digits && std::ranges::all_of(text, [](char c) {
               return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
           });
}

}  // namespace

std::string filled(std::string_view pattern, const std::map<std::string, std::string>& values) {
    std::string out;
    while (!pattern.empty()) {
        const size_t open = pattern.find('{');
        out += pattern.substr(0, open);
        if (open == std::string_view::npos) break;
        pattern.remove_prefix(open);
        const size_t close = pattern.find('}');
        const auto value =
            close == std::string_view::npos ? values.end() : values.find(std::string(pattern.substr(1, close - 1)));
        const size_t length = value == values.end() ? 1 : close + 1;
        out += value == values.end() ? pattern.substr(0, 1) : std::string_view(value->second);
        pattern.remove_prefix(length);
    }
    return out;
}

Result<Project> project_from_toml(std::string_view toml, std::string_view name) {
    WARD_TRY(const Node root, parse_toml(toml, name, project_limits));
    RecordTable table(root, name, "the project");
    const Node* schema = table.find("schema");
    if (schema == nullptr || schema->kind != Node::Kind::integer || schema->integer != record_schema)
        return fail(ErrorCode::parse, "the project has no 'schema = 1'", std::string(name) + ":1");
    Project project;
    const auto text = [&](std::string_view key, std::string& value) {
        if (std::string given = table.text(key); !given.empty()) value = std::move(given);
    };
    text("name", project.name);
    text("vendor", project.vendor);
    text("product", project.product);
    text("purl", project.purl);
    text("cpe", project.cpe);
    text("repository", project.repository);
    // Not every project has them: "" says so, where no word means Node.js's.
    const auto text_or_none = [&](std::string_view key, std::string& value) {
        if (std::string given = table.text(key); !given.empty() || root.find(key) != nullptr) value = std::move(given);
    };
    text_or_none("private_repository", project.private_repository);
    text_or_none("record_repository", project.record_repository);
    text("tag", project.tag);
    text("author", project.author);
    text("site", project.site);
    text("post_path", project.post_path);
    text("post_url", project.post_url);
    text("banner_path", project.banner_path);
    text("download_url", project.download_url);
    text("contact", project.contact);
    text("policy_url", project.policy_url);
    text("mailing_list", project.mailing_list);
    text("assigner_org_id", project.assigner_org_id);
    text("assigner_short_name", project.assigner_short_name);
    text("hackerone_program", project.hackerone_program);
    text("publisher_namespace", project.publisher_namespace);
    table.tables("heads_up", max_heads_up,
                 [&](const Node& node) { return read_heads_up(node, name, project.heads_up); });
    constexpr std::array policies{EolPolicy::each_line, EolPolicy::from_zero, EolPolicy::none};
    const std::array policy_names{name_of(policies[0]), name_of(policies[1]), name_of(policies[2])};
    project.eol = policies[table.word("eol", policy_names, 0)];
    project.private_remotes = table.texts("private_remotes");
    project.encrypt_to = table.texts("encrypt_to");
    for (const std::string& key : project.encrypt_to)
        if (!is_fingerprint(key) || project.encrypt_to.size() > max_recipients)
            table.fault(root, "'encrypt_to' is a list of fingerprints of keys, 40 hexadecimal digits each");
    WARD_TRY_VOID(table.finish());
    return project;
}

}  // namespace ward::release
