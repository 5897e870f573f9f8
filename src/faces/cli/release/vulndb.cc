// ward release vulndb validate, index, vex: the vulnerability database that a project keeps as files.
#include <fmt/core.h>

#include "actions/release/vulndb/index_file.h"
#include "actions/release/vulndb/validate.h"
#include "actions/release/vulndb/vex_document.h"
#include "base/text.h"
#include "faces/cli/release/doors_setup.h"
#include "faces/cli/release/verbs.h"
#include "faces/cli/scan.h"
#include "faces/cli/vet/report.h"

namespace ward::cli {
namespace {

namespace vulndb = release::vulndb;

struct Opened {
    std::string path;
    Root root;
    vulndb::Database database;
};

Result<Opened> open_database(const Invocation& invocation) {
    if (invocation.arguments.size() > 1) return fail(ErrorCode::usage, "looks at one folder");
    std::string path = invocation.arguments.empty() ? "." : invocation.arguments[0];
    WARD_TRY(Root root, Root::open(path));
    WARD_TRY(vulndb::Database database, vulndb::read_database(root));
    return Opened{std::move(path), std::move(root), std::move(database)};
}

Result<vulndb::VexOptions> vex_options(const Invocation& invocation) {
    vulndb::VexOptions out;
    const auto product = [&](const char* option, const std::string& otherwise) -> Result<vulndb::ProductNames> {
        auto names = vulndb::product_names(invocation.value(option, otherwise));
        if (names) return names;
        return fail(ErrorCode::usage, names.error().message(), fmt::format("--{}", option));
    };
    WARD_TRY(out.product, product("product", "pkg:generic/nodejs/node"));
    if (invocation.has("scanner-purl")) {
        WARD_TRY(const vulndb::ProductNames named, product("scanner-purl", ""));
        out.product.scanner_purl = named.purl;
    }
    if (invocation.has("cpe")) out.product.cpe = invocation.value("cpe");
    if (!out.product.cpe.empty() && split(out.product.cpe, ':').size() != 2)
        return fail(ErrorCode::usage, "'" + display(out.product.cpe) + "' is not VENDOR:PRODUCT", "--cpe");
    out.author = invocation.value("publisher", "Node.js Security WG");
    out.role = invocation.value("role", "Project");
    out.now = now();
    return out;
}

// --previous, else what is at --output.
Result<std::optional<openvex::Document>> previous_document(const Invocation& invocation) {
    const bool is_named = invocation.has("previous");
    const std::string path = invocation.value(is_named ? "previous" : "output", "-");
    if (!is_named && path == "-") return std::nullopt;
    const auto text = read_input(path, openvex::max_bytes);
    if (!text && text.error().code == ErrorCode::not_found && !is_named) return std::nullopt;
    if (!text) return std::unexpected(text.error());
    WARD_TRY(openvex::Document document, openvex::parse(*text, path));
    for (const openvex::Problem& problem : document.problems)
        invocation.log.warn(display(fmt::format("{}:{}: {}; its time is not kept", path, problem.line, problem.what)));
    return document;
}

}  // namespace

Result<int> release_vulndb_validate(const Invocation& invocation) {
    WARD_TRY(const lifecycle::ReleaseIndex releases, released_index(invocation));
    WARD_TRY(const Opened opened, open_database(invocation));
    Report report = vet_report(invocation, "tree", opened.path);
    report.findings = vulndb::findings_of(vulndb::validate(opened.root, opened.database, releases));
    for (const vulndb::Stray& stray : opened.database.strays)
        report.skipped.push_back({stray.path, SkipKind::unread, stray.reason, false});
    report.summary = summarise(report);
    report.summary.complete = report.skipped.empty() && !opened.database.entries.empty();
    invocation.log.info(fmt::format("{} of {} files are entries", opened.database.entries.size(),
                                    opened.database.entries.size() + opened.database.strays.size()));
    return deliver(report, invocation);
}

Result<int> release_vulndb_index(const Invocation& invocation) {
    WARD_TRY(const Opened opened, open_database(invocation));
    WARD_TRY(const auto files, vulndb::index_files(opened.root, opened.database));
    const bool only_checks = invocation.has("check");
    bool is_current = true;
    std::string text;
    for (const vulndb::IndexFile& file : files) {
        is_current = is_current && file.is_current();
        if (!only_checks && !file.is_current()) WARD_TRY_VOID(replace_file(opened.path + "/" + file.path, file.bytes));
        std::string_view state = "unchanged";
        if (!file.is_current()) state = only_checks ? "differs" : "written";
        const size_t count = opened.database.of(file.collection).size();
        text += fmt::format("{:<9}  {}  {} {}\n", state, display(file.path), count, count == 1 ? "entry" : "entries");
        for (const vulndb::Problem& problem : vulndb::index_problems(file, vulndb::Compare::bytes))
            text += fmt::format("           {}:{}: {}\n", display(problem.path), problem.line, problem.what);
    }
    WARD_TRY_VOID(print(text));
    return only_checks && !is_current ? 1 : 0;
}

Result<int> release_vulndb_vex(const Invocation& invocation) {
    WARD_TRY(const lifecycle::ReleaseIndex releases, released_index(invocation));
    WARD_TRY(vulndb::VexOptions options, vex_options(invocation));
    WARD_TRY(options.previous, previous_document(invocation));
    WARD_TRY(const Opened opened, open_database(invocation));
    WARD_TRY(const vulndb::VexResult result, vulndb::vex_document(opened.database, releases, options));
    for (const std::string& path : result.unversioned)
        invocation.log.warn(display(path) + ": names no versions; what it says holds for every version of the product");
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), openvex::to_json(result.document)));
    invocation.log.info(fmt::format("{} statements, {} as they were, version {}", result.document.statements.size(),
                                    result.kept, result.document.version));
    return 0;
}

}  // namespace ward::cli
