#include "permission/windows_path.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"
#include "permission/windows_name.h"
#include "permission/windows_upcase.h"

namespace ward::permission {
namespace {

const WindowsContext context{
    .current_directory = R"(C:\work\app)", .drive_directories = {R"(D:\data)", R"(e:/music/)"}, .long_name = {}};

WindowsPath resolved(std::string_view path, const WindowsContext& from = context) {
    const auto result = resolve_windows_path(path, from);
    EXPECT_TRUE(result) << result.error().message();
    return result.value_or(WindowsPath{});
}

std::string canonical(std::string_view path) {
    return resolved(path).canonical;
}

std::string refusal(std::string_view path, const WindowsContext& from = context) {
    const auto result = resolve_windows_path(path, from);
    if (result) return "accepted as " + result->canonical.substr(0, 100);
    EXPECT_EQ(result.error().code, ErrorCode::usage);
    EXPECT_FALSE(result.error().where.empty() && !path.empty());
    return result.error().what;
}

bool inside(std::string_view granted, std::string_view path) {
    return windows_inside(resolved(granted), resolved(path));
}

constexpr std::string_view on_volume = R"(\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\)";

TEST(WindowsPath, forms) {
    using enum WindowsForm;
    const std::vector<std::pair<std::string_view, WindowsForm>> table{
        {"", relative},
        {"foo", relative},
        {"é:\\foo", relative},
        {"1:\\foo", relative},
        {"C:", drive_relative},
        {"C:foo", drive_relative},
        {"C:..\\foo", drive_relative},
        {"\\", rooted},
        {"/foo", rooted},
        {"\\?\\C:\\foo", rooted},
        {"c:/", drive},
        {"C:\\foo", drive},
        {"\\\\server\\share", unc},
        {"//server/share", unc},
        {"\\/server/share", unc},
        {"\\\\", unc},
        {"\\\\\\server\\share", unc},
        {"\\\\.server\\share", unc},
        {"\\\\?server\\share", unc},
        {R"(\\?\C:\foo)", verbatim_drive},
        {R"(\\?\c:)", verbatim_drive},
        {R"(\\?\UNC\server\share)", verbatim_unc},
        {R"(\\?\unc)", verbatim_unc},
        {on_volume, volume},
        {R"(\\?\volume{)", volume},
        {R"(\\?\C:foo)", device},
        {R"(\\?\C:/foo)", device},
        {R"(\\?\UNCserver\share)", device},
        {R"(\\?\GLOBALROOT\Device\HarddiskVolume1\foo)", device},
        {R"(\\?\)", device},
        {R"(\\?)", device},
        {R"(\\.)", device},
        {R"(\\.\COM1)", device},
        {R"(\\.\PhysicalDrive0)", device},
        {R"(\\.\C:\foo)", device},
        {R"(\\.\UNC\server\share)", device},
        {"//?/C:/foo", device},
        {R"(\\?/C:\foo)", device},
        {"//./pipe/x", device},
        {R"(\??\C:\foo)", nt},
        {"/?\?/C:/foo", nt},
    };
    for (const auto& [path, form] : table) EXPECT_EQ(windows_form(path), form) << path;
}

TEST(WindowsPath, one_spelling_of_a_file) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {R"(c:\dir\file)", R"(C:\dir\file)"},
        {"C:/dir//file/", R"(C:\dir\file)"},
        {R"(C:\dir/.\x\..\file\)", R"(C:\dir\file)"},
        {R"(\\?\c:\dir\file)", R"(C:\dir\file)"},
        {R"(\\?\C:\dir\)", R"(C:\dir)"},
        {"C:\\", "C:\\"},
        {R"(C:\..\..\dir)", R"(C:\dir)"},
        {R"(C:\..)", R"(C:\)"},
        {R"(\\?\C:\)", R"(C:\)"},
        {"file", R"(C:\work\app\file)"},
        {".", R"(C:\work\app)"},
        {R"(..\..\..\x)", R"(C:\x)"},
        {"C:file", R"(C:\work\app\file)"},
        {"c:", R"(C:\work\app)"},
        {"C:..\\x", R"(C:\work\x)"},
        {"d:file", R"(D:\data\file)"},
        {"E:..", R"(E:\)"},
        {"F:file", R"(F:\file)"},
        {"F:", R"(F:\)"},
        {R"(\file)", R"(C:\file)"},
        {"/", R"(C:\)"},
        {R"(\\server\share)", R"(\\server\share)"},
        {R"(\\server\share\)", R"(\\server\share)"},
        {"//server/share/a//b", R"(\\server\share\a\b)"},
        {R"(\\server\share\..\..\x)", R"(\\server\share\x)"},
        {R"(\\?\UNC\server\share\x)", R"(\\server\share\x)"},
        {R"(\\?\unc\Server\share)", R"(\\Server\share)"},
        {R"(\\?\Volume{B75E2C83-0000-0000-0000-602F00000000}\x)",
         R"(\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\x)"},
        {on_volume, on_volume},
        // Names that only look as if something were wrong with them.
        {R"(C:\.git\a..b\...x\ x\~\a~b\COM10\COM\COM0\NULL\CONIN\~1~\com´)",
         R"(C:\.git\a..b\...x\ x\~\a~b\COM10\COM\COM0\NULL\CONIN\~1~\com´)"},
        {R"(C:\longername~1\a~1.html\a~1.b.c\a~x)", R"(C:\longername~1\a~1.html\a~1.b.c\a~x)"},
        {"C:\\\x7f\u202e\U0001f422", "C:\\\x7f\u202e\U0001f422"},
    };
    for (const auto& [path, expected] : table) EXPECT_EQ(canonical(path), expected) << path;
    EXPECT_EQ(resolved(R"(\\?\C:\x)").form, WindowsForm::verbatim_drive);
    EXPECT_EQ(resolved("d:x").key, R"(D:\DATA\X\)");
    EXPECT_EQ(resolved("C:\\").key, "C:\\");
}

TEST(WindowsPath, starts_from_the_context) {
    const WindowsContext share{.current_directory = R"(\\server\share\dir)", .drive_directories = {}, .long_name = {}};
    EXPECT_EQ(resolved("x", share).canonical, R"(\\server\share\dir\x)");
    EXPECT_EQ(resolved(R"(\x)", share).canonical, R"(\\server\share\x)");
    EXPECT_EQ(resolved(R"(..\..\..\x)", share).canonical, R"(\\server\share\x)");
    EXPECT_EQ(resolved("C:x", share).canonical, R"(C:\x)");
    const WindowsContext verbatim{.current_directory = R"(\\?\C:\dir)", .drive_directories = {}, .long_name = {}};
    EXPECT_EQ(resolved("..\\x/y", verbatim).canonical, R"(C:\x\y)");

    const auto from = [](std::string directory) {
        return WindowsContext{.current_directory = std::move(directory), .drive_directories = {"D:x"}, .long_name = {}};
    };
    EXPECT_EQ(refusal("x", from("")), "is empty");
    EXPECT_EQ(refusal("x", from("C:")), "is no absolute directory to start from");
    EXPECT_EQ(refusal("\\x", from("\\")), "is no absolute directory to start from");
    EXPECT_EQ(refusal("D:x", from("C:\\")), "is no absolute directory to start from");
    EXPECT_EQ(resolve_windows_path("D:y", from("C:\\")).error().where, "current directory \"D:x\"");
    EXPECT_EQ(resolved("C:\\x", from("")).canonical, R"(C:\x)");
}

TEST(WindowsPath, devices_are_refused_wherever_they_stand) {
    for (const std::string_view name :
         {"CON",       "prn",       "Aux",       "nul",        "COM1",     "com9",     "LPT1", "lpt9",
          "COM\u00b9", "com\u00b2", "LPT\u00b3", "conin$",     "CONOUT$",  "NUL.",     "NUL ", "NUL. .",
          "NUL:",      "nul.txt",   "nul .txt",  "NUL::$DATA", "NUL:.txt", "COM1 .a.b"}) {
        const std::string reason = "\"" + std::string(name) + "\" is a device, whatever folder it stands in";
        const std::string text(name);
        EXPECT_EQ(refusal(text), reason);
        EXPECT_EQ(refusal("C:" + text), reason);
        EXPECT_EQ(refusal("C:\\x\\" + text), reason);
        EXPECT_EQ(refusal("C:\\" + text + "\\x"), reason);
        EXPECT_EQ(refusal("C:\\" + text + "\\..\\x"), reason);
        EXPECT_EQ(refusal("\\\\?\\C:\\" + text), reason);
        EXPECT_EQ(refusal("\\\\server\\share\\" + text), reason);
    }
}

TEST(WindowsPath, refusals_say_why) {
    const std::string rewritten = " ends in a dot or a space, which only some ways of opening a file drop";
    const std::string stream = " names a data stream of a file";
    const std::string bad_character = " has a character that no file name has";
    const std::string short_name = " may be the short name of another file";
    const std::string device = "is a name of a device, or of a file among devices";
    const std::string verbatim = R"(has ".", ".." or a repeated separator behind \\?\, where they are names)";
    const std::string slash = R"(has a slash behind \\?\, where it is part of a name)";
    const std::string kernel = "is a name of the NT kernel, which Win32 takes for a folder's";
    const std::string no_share = "does not name a server and a share";
    const std::string pipes = "names pipes of a server, not files";
    const std::string raw = "is the raw drive, not the folder at its root";
    const std::string no_volume = "is no folder of a volume with a GUID";
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "is empty"},
        {std::string("C:\\a\0b", 6), "has a NUL character"},
        {"C:\\\xff", "is not UTF-8"},
        {"C:\\\xed\xa0\x80", "is not UTF-8"},  // a lone surrogate
        {"C:\\\xc0\xaf", "is not UTF-8"},      // an overlong '/'
        {R"(C:\secret.)", "\"secret.\"" + rewritten},
        {R"(C:\secret )", "\"secret \"" + rewritten},
        {R"(C:\dir.\file)", "\"dir.\"" + rewritten},
        {R"(C:\dir \file)", "\"dir \"" + rewritten},
        {R"(C:\...)", "\"...\"" + rewritten},
        {R"(C:\.. \x)", "\".. \"" + rewritten},
        {R"(\\?\C:\secret.)", "\"secret.\"" + rewritten},
        {R"(\\server.\share)", "\"server.\"" + rewritten},
        {R"(\\server\..\x)", "\"..\"" + rewritten},
        {R"(C:\file:stream)", "\"file:stream\"" + stream},
        {R"(C:\file::$DATA)", "\"file::$DATA\"" + stream},
        {R"(C:\dir:$I30:$INDEX_ALLOCATION\x)", "\"dir:$I30:$INDEX_ALLOCATION\"" + stream},
        {R"(\\?\C:\file:stream)", "\"file:stream\"" + stream},
        {"1:\\x", "\"1:\"" + stream},
        {R"(\\server\C:\x)", "\"C:\"" + stream},
        {"C:\\a\x1f", "\"a\\x1f\"" + bad_character},
        {"C:\\a\nb", "\"a\\x0ab\"" + bad_character},
        {R"(C:\*)", "\"*\"" + bad_character},
        {R"(C:\a?)", "\"a?\"" + bad_character},
        {R"(C:\a|b)", "\"a|b\"" + bad_character},
        {R"(C:\"a")", "\"\"a\"\"" + bad_character},
        {R"(C:\<a>)", "\"<a>\"" + bad_character},
        {R"(\\?server\share)", "\"?server\"" + bad_character},
        {R"(C:\PROGRA~1\x)", "\"PROGRA~1\"" + short_name},
        {R"(C:\a1B2~12.TXT)", "\"a1B2~12.TXT\"" + short_name},
        {R"(\\?\C:\~1)", "\"~1\"" + short_name},
        {R"(C:\PROGRA~1\..\x)", "\"PROGRA~1\"" + short_name},
        {R"(\\.\COM1)", device},
        {R"(\\.\PhysicalDrive0)", device},
        {R"(\\.\C:\x)", device},
        {R"(\\.\UNC\server\share\x)", device},
        {R"(\\?\GLOBALROOT\Device\HarddiskVolume1\x)", device},
        {R"(\\?\\C:\x)", device},
        {R"(\\?\C:x)", device},
        {R"(\\?\C:/x)", slash},
        {R"(\\?\\\server\share)", device},
        {"//?/C:/x", device},
        {R"(\\?/C:\x)", device},
        {R"(\\?\UNC/server\share)", slash},
        {R"(\\)", no_share},
        {R"(\\server)", no_share},
        {R"(\\server\)", no_share},
        {R"(\\server\\share\x)", no_share},
        {R"(\\\server\share)", no_share},
        {R"(\\?\UNC)", no_share},
        {R"(\\?\UNC\server)", no_share},
        {R"(\\?\UNC\\server\share)", no_share},
        {R"(\\server\pipe\x)", pipes},
        {R"(\\?\UNC\server\IPC$)", pipes},
        {R"(\\?\C:)", raw},
        {R"(\\?\C:\a\..\x)", verbatim},
        {R"(\\?\C:\.\x)", verbatim},
        {R"(\\?\C:\a\\x)", verbatim},
        {R"(\\?\C:\\x)", verbatim},
        {R"(\\?\UNC\server\share\..\x)", verbatim},
        {R"(\\?\C:\a/x)", slash},
        {R"(\\?\UNC\server/share\x)", slash},
        {R"(\\?\UNC\server\share/x)", slash},
        {R"(\\?\Volume{b75e2c83-0000-0000-0000-602f00000000})", no_volume},
        {R"(\\?\Volume{1}\x)", no_volume},
        {R"(\??\C:\x)", kernel},
    };
    for (const auto& [path, reason] : table) EXPECT_EQ(refusal(path), reason) << path;
}

TEST(WindowsPath, lengths_are_limited) {
    const std::string name(max_windows_name_units, 'a');
    EXPECT_EQ(canonical("C:\\" + name), "C:\\" + name);
    EXPECT_TRUE(refusal("C:\\a" + name).ends_with(" is longer than 255 UTF-16 units"));
    std::string wide;  // two units a character, four bytes
    for (size_t i = 0; i < max_windows_name_units / 2; ++i) wide += "\U0001f422";
    EXPECT_EQ(canonical("C:\\" + wide), "C:\\" + wide);
    EXPECT_TRUE(refusal("C:\\aa" + wide).ends_with(" is longer than 255 UTF-16 units"));

    std::string path = "C:";
    while (path.size() + name.size() + 1 <= max_windows_path_units) path += '\\' + name;
    EXPECT_EQ(canonical(path), path);
    const std::string slashes(max_windows_path_units - path.size(), '/');
    EXPECT_EQ(canonical(path + slashes), path);
    EXPECT_EQ(refusal(path + slashes + '/'), "is longer than 32767 UTF-16 units");
    EXPECT_LT(resolve_windows_path(path + slashes + '/', context).error().where.size(), 300u);
    EXPECT_EQ(refusal(path.substr(3) + "\\" + name.substr(5)),
              "is longer than 32767 UTF-16 units with the directory it starts from");
}

TEST(WindowsPath, short_names_are_asked_for) {
    WindowsContext asking = context;
    std::vector<std::string> asked;
    asking.long_name = [&](std::string_view folder, std::string_view name) -> std::optional<std::string> {
        asked.push_back(std::string(folder) + '|' + std::string(name));
        if (name == "PROGRA~1") return "Program Files";
        if (name == "TRUE~1") return "TRUE~1";
        if (name == "STREAM~1") return "a:b";
        if (name == "PARENT~1") return "..";
        if (name == "EMPTY~1") return "";
        return std::nullopt;
    };
    EXPECT_EQ(resolved(R"(C:\PROGRA~1\TRUE~1)", asking).canonical, R"(C:\Program Files\TRUE~1)");
    EXPECT_EQ(asked, (std::vector<std::string>{R"(C:\|PROGRA~1)", R"(C:\Program Files|TRUE~1)"}));
    EXPECT_EQ(refusal(R"(C:\x\OTHER~1)", asking), "\"OTHER~1\" may be the short name of another file");
    // What it answers is held to the same rules.
    EXPECT_EQ(refusal(R"(C:\STREAM~1)", asking), "\"a:b\" names a data stream of a file");
    EXPECT_TRUE(refusal(R"(C:\PARENT~1)", asking).starts_with("\"..\" ends in a dot"));
    EXPECT_FALSE(resolve_windows_path(R"(C:\EMPTY~1)", asking));
}

TEST(WindowsPath, keys_of_what_is_no_text_keep_its_bytes) {
    EXPECT_EQ(windows_key("a\xc3\xa9"), "A\xc3\x89\\");
    EXPECT_EQ(windows_key("a\xda"
                          "b\xff\xc3"),
              "A\xda"
              "B\xff\xc3\\");
}

TEST(WindowsPath, inside_goes_by_names) {
    EXPECT_TRUE(inside(R"(C:\allow)", R"(C:\allow)"));
    EXPECT_TRUE(inside(R"(C:\allow)", R"(c:/ALLOW/x/../y)"));
    EXPECT_TRUE(inside(R"(C:\allow\)", R"(\\?\C:\allow\x)"));
    EXPECT_TRUE(inside("C:\\", R"(C:\x)"));
    EXPECT_TRUE(inside(R"(\\server\share)", R"(\\?\UNC\SERVER\Share\x)"));
    EXPECT_TRUE(inside(R"(C:\Straße\café)", R"(C:\straße\CAFÉ\x)"));
    EXPECT_FALSE(inside(R"(C:\allow)", R"(C:\allowX)"));  // the class of CVE-2026-58043
    EXPECT_FALSE(inside(R"(C:\allow)", R"(C:\all)"));
    EXPECT_FALSE(inside(R"(C:\allow)", R"(C:\allow\..\secret)"));
    EXPECT_FALSE(inside(R"(C:\allow)", R"(D:\allow\x)"));
    EXPECT_FALSE(inside("C:\\", on_volume));
    // Nothing is skipped by its length (CVE-2024-37372).
    EXPECT_FALSE(inside(R"(\\aa\allow)", R"(\\bb\allow\x)"));
    EXPECT_FALSE(inside(R"(\\server\share)", R"(\\server\share2\x)"));
    EXPECT_FALSE(inside(R"(C:\allow)", R"(\\C\allow\x)"));
    EXPECT_FALSE(inside(R"(\\server\share\allow)", R"(C:\server\share\allow)"));
    EXPECT_FALSE(windows_inside(WindowsPath{}, resolved("C:\\x")));
    EXPECT_FALSE(windows_inside(resolved("C:\\x"), WindowsPath{}));
}

TEST(WindowsPath, letters_are_those_of_ntfs) {
    size_t mappings = 0;
    char32_t before = 0;
    for (char32_t c = 0; c < 0x20000; ++c) {
        if (upcase(c) == c) continue;
        ++mappings;
        EXPECT_EQ(upcase(upcase(c)), upcase(c)) << static_cast<unsigned>(c);
        EXPECT_LT(c, 0x10000u);
    }
    EXPECT_EQ(mappings, 635u);
    for (const UpcaseRow& row : upcase_rows) {
        EXPECT_GT(row.first, before) << "the search stops at the first row behind a character";
        EXPECT_EQ((row.last - row.first) % row.step, 0);
        before = row.last;
    }
    EXPECT_EQ(upcase(U'\u00ff'), U'\u0178');
    EXPECT_EQ(upcase(U'\u044f'), U'\u042f');
    // Capitals in Unicode, letters of their own on NTFS: C:\w\u0131ndows is not C:\WINDOWS.
    for (const char32_t c : {U'\u0131', U'\u017f', U'\u00b5', U'\u03c2', U'\u00df', U'\u10d0', U'\U00010428'})
        EXPECT_EQ(upcase(c), c);
}

// Names, good and bad, and what stands between them.
rc::Gen<std::string> any_path() {
    const std::vector<std::string> roots{"C:\\",        "c:/",
                                         "\\\\s\\h\\",  "//S/h/",
                                         "\\\\?\\C:\\", "\\\\?\\UNC\\s\\h\\",
                                         "D:",          "C:",
                                         "\\",          "\\\\?\\",
                                         "\\\\.\\",     "\\\\",
                                         "\\??\\",      "",
                                         "//?/",        "\\\\?\\Volume{b75e2c83-0000-0000-0000-602f00000000}\\"};
    const std::vector<std::string> pieces{"a", "B",      "..",     ".",          "\\",   "/",   "\\",
                                          " ", "~1",     ":",      "nul",        "com1", "foo", "\\",
                                          "/", "\u00e9", "\u0131", "\U0001f422", "\xff", "*"};
    const auto tail = rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                                   [](const std::vector<std::string>& parts) { return join(parts, ""); });
    return rc::gen::map(rc::gen::pair(rc::gen::elementOf(roots), tail),
                        [](const auto& pair) { return pair.first + pair.second; });
}

// As any_path, but resolvable.
rc::Gen<std::string> good_path() {
    const std::vector<std::string> roots{"C:\\", "c:/", "\\\\s\\h\\", "//S/h/", "D:", "C:", "\\", ""};
    const std::vector<std::string> names{"a", "B", "..", ".", "", "foo", "\u00e9", "\u0131", "x.y", "AB"};
    const auto tail = rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(names)),
                                   [](const std::vector<std::string>& parts) { return "q/" + join(parts, "\\"); });
    return rc::gen::map(rc::gen::pair(rc::gen::elementOf(roots), tail),
                        [](const auto& pair) { return pair.first + pair.second; });
}

RC_GTEST_PROP(WindowsPathProperty, what_is_resolved_stays, ()) {
    const std::string path = *rc::gen::oneOf(any_path(), good_path());
    const auto once = resolve_windows_path(path, context);
    if (!once) return;
    const auto again = resolve_windows_path(once->canonical, WindowsContext{});
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->canonical == once->canonical);
    RC_ASSERT(again->key == once->key);
    RC_ASSERT(windows_inside(*once, *again) && windows_inside(*again, *once));
}

RC_GTEST_PROP(WindowsPathProperty, verbatim_is_the_same_file, ()) {
    const auto once = resolve_windows_path(*good_path(), context);
    RC_ASSERT(once.has_value());
    const bool is_share = once->canonical.starts_with("\\\\");
    const auto verbatim = resolve_windows_path(
        is_share ? "\\\\?\\UNC" + once->canonical.substr(1) : "\\\\?\\" + once->canonical, WindowsContext{});
    RC_ASSERT(verbatim.has_value());
    RC_ASSERT(verbatim->canonical == once->canonical);
}

// The meaning of "inside", written down once more: the names of the one begin with the names of the other.
RC_GTEST_PROP(WindowsPathProperty, inside_compares_names, ()) {
    const auto granted = resolve_windows_path(*good_path(), context);
    const auto path = resolve_windows_path(*good_path(), context);
    RC_ASSERT(granted.has_value() && path.has_value());
    auto names = split(granted->key, '\\');
    const auto other = split(path->key, '\\');
    names.pop_back();
    const bool expected = names.size() < other.size() && std::equal(names.begin(), names.end(), other.begin());
    RC_ASSERT(windows_inside(*granted, *path) == expected);
    const auto below = resolve_windows_path(granted->canonical + "\\x\\y", WindowsContext{});
    RC_ASSERT(below && windows_inside(*granted, *below) && !windows_inside(*below, *granted));
    const auto beside = resolve_windows_path(granted->canonical + "x", WindowsContext{});
    if (!granted->canonical.ends_with('\\')) RC_ASSERT(beside && !windows_inside(*granted, *beside));
}

}  // namespace
}  // namespace ward::permission
