// The catalogue of vendored components.
#include "facts/inventory/catalogue.h"

#include <fmt/core.h>

#include "faces/cli/pages.h"

namespace ward::cli {
namespace {

using inventory::CatalogueRow;
using inventory::Form;
using inventory::VersionRule;

std::string rule_text(const VersionRule& rule) {
    const std::string file = rule.file.empty() ? "the file itself" : code(rule.file);
    const std::vector<std::string_view> names(rule.names.begin(), rule.names.end());
    switch (rule.form) {
        case Form::value:
        case Form::parts:
        case Form::packed: return fmt::format("{} in {}", codes(names), file);
        case Form::pattern: return "a pattern in " + file;
        case Form::json:
        case Form::toml: return fmt::format("{}{}", file, names.empty() ? "" : " of " + codes(names));
        case Form::whole: return "the first line of " + file;
        case Form::fork: return "upstream's version, with the fork's name from " + file;
    }
    return {};
}

std::string version_cell(const CatalogueRow& row) {
    std::string text;
    for (const VersionRule& rule : row.rules) text += (text.empty() ? "" : "; ") + rule_text(rule);
    if (!text.empty()) return text;
    return row.commit.empty() ? "unknown" : "unknown; commit " + code(row.commit.substr(0, 12));
}

// Names in other ecosystems than upstream's own repository, which has a column.
std::string identities_cell(const Component& component) {
    std::string text;
    for (const Identity& identity : component.identities)
        if (identity.ecosystem != "Upstream" && identity.ecosystem != "GIT")
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", identity.ecosystem, code(identity.name));
    return text;
}

std::string chapter_text(const inventory::CatalogueChapter& chapter) {
    std::string text = fmt::format("## {}\n\n", chapter.name);
    text += table_head({"name", "purl", "upstream", "also known as", "CPE", "version from"});
    std::string notes;
    for (const CatalogueRow& row : chapter.rows) {
        const Component component = inventory::component_of(row, "", "");
        const std::vector<std::string_view> cpe(row.cpe.begin(), row.cpe.end());
        text += table_row({plain(row.name), code(component.purl), code(row.upstream), identities_cell(component),
                           codes(cpe), version_cell(row)});
        if (!row.notes.empty()) notes += fmt::format("- {}: {}\n", plain(row.name), plain(row.notes));
    }
    return text + (notes.empty() ? "" : "\n" + notes);
}

std::string text_catalogue() {
    std::string text = fmt::format("{} components.\n", inventory::all_rows().size());
    for (const inventory::CatalogueChapter* chapter : inventory::all_chapters()) text += '\n' + chapter_text(*chapter);
    return text;
}

}  // namespace

WARD_PAGE(catalogue) = {
    .file = "catalogue.md",
    .title = "Catalogue of vendored components",
    .about =
        "The code of others that ward recognises inside a tree, and where its version is read.\n"
        "Advisories match by the names here and by no others: by upstream's repository (`GIT`, and `Upstream` where "
        "no registry has the package) and by the further names. CPE names are for reports.\n[The "
        "catalogue](../catalogue.md) says "
        "how a component is recognised, whose word counts, and how a row is added.",
    .text = text_catalogue,
};

}  // namespace ward::cli
