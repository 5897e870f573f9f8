// What Windows makes of a path, beside what src/permission/windows_path.cc says of it; built with mingw and run under
// Wine by windows_paths.sh. Three questions: does GetFullPathNameW give the canonical spelling; do the path as it is
// written and `\\?\` with the canonical spelling open the same file; is every letter of the key's table one to ntdll
// too.
//
// Wine is another implementation of the Win32 layer, not Windows: this shows that the reading of the documents is
// shared, and nothing of a Windows kernel. Paths that are refused have no canonical spelling to compare; they are
// counted.
#include <windows.h>

#include <cstdio>
#include <string>
#include <vector>

#include "permission/windows_path.h"
#include "permission/windows_upcase.h"

namespace {

using namespace ward::permission;

int wrong = 0;

std::wstring wide(const std::string& text) {
    std::wstring out(text.size(), L'\0');
    const auto bytes = static_cast<int>(text.size());
    out.resize(MultiByteToWideChar(CP_UTF8, 0, text.data(), bytes, out.data(), bytes));
    return out;
}

std::string narrow(const std::wstring& text) {
    std::string out(text.size() * 3, '\0');
    out.resize(WideCharToMultiByte(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), out.data(),
                                   static_cast<int>(out.size()), nullptr, nullptr));
    return out;
}

std::string full_path_name(const std::string& path) {
    std::wstring out(4096, L'\0');
    out.resize(GetFullPathNameW(wide(path).c_str(), 4096, out.data(), nullptr));
    return narrow(out);
}

// Spellings of GetFullPathNameW that differ from the canonical one by rule: it keeps the prefix, the case of the drive
// and a separator at the end. Wine also keeps repeated ones behind a share, which Windows' documents call collapsed.
std::string brought_together(std::string path) {
    if (path.starts_with("\\\\?\\UNC\\")) path = "\\\\" + path.substr(8);
    else if (path.starts_with("\\\\?\\") && path[5] == ':') path = path.substr(4);
    for (size_t twice = path.find("\\\\", 1); twice != std::string::npos; twice = path.find("\\\\", 1))
        path.erase(twice, 1);
    if (path.size() > 1 && path[1] == ':') path[0] = static_cast<char>(path[0] & ~0x20);
    if (path.size() > 3 && path.ends_with('\\')) path.pop_back();
    return path;
}

// All of one to three pieces behind every root. A single '/' in front would be a path of Unix to Wine.
std::vector<std::string> paths() {
    const std::vector<std::string> roots{"C:\\",
                                         "c:/",
                                         "C:",
                                         "c:",
                                         "Z:",
                                         "q:",
                                         "\\",
                                         "",
                                         "C:\\a\\",
                                         "a/",
                                         "..\\",
                                         "\\\\server\\share\\",
                                         "//s/h/",
                                         "\\\\?\\C:\\",
                                         "\\\\?\\UNC\\s\\h\\",
                                         "\\\\.\\C:\\",
                                         "//?/C:/",
                                         "\\\\?\\Volume{b75e2c83-0000-0000-0000-602f00000000}\\"};
    const std::vector<std::string> pieces{"a",   "b.txt",  "..", ".",  "\\", "/",   "\\..\\",
                                          "/./", "\u00e9", "c ", "d.", ".x", "nul", "e:f"};
    std::vector<std::string> out;
    for (const auto& root : roots) {
        out.push_back(root);
        for (const auto& first : pieces) {
            out.push_back(root + first);
            for (const auto& second : pieces) {
                out.push_back(root + first + second);
                for (const auto& third : pieces) out.push_back(root + first + second + third);
            }
        }
    }
    std::erase_if(out, [](const std::string& path) {
        return path.empty() || (path[0] == '/' && path.substr(1, 1).find_first_of("/\\") == std::string::npos);
    });
    return out;
}

struct FileId {
    bool known = false;
    DWORD volume = 0, high = 0, low = 0;
    bool operator==(const FileId&) const = default;
};

FileId file_id(const std::string& path) {
    const HANDLE file =
        CreateFileW(wide(path).c_str(), 0, 7, nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (file == INVALID_HANDLE_VALUE) return {};
    BY_HANDLE_FILE_INFORMATION about{};
    const bool known = GetFileInformationByHandle(file, &about) != 0;
    CloseHandle(file);
    return {known, about.dwVolumeSerialNumber, about.nFileIndexHigh, about.nFileIndexLow};
}

void compare_paths(const WindowsContext& context) {
    int same = 0, refused = 0, opened = 0, folders = 0;
    for (const std::string& path : paths()) {
        const auto ours = resolve_windows_path(path, context);
        if (!ours) {
            ++refused;
            continue;
        }
        const std::string theirs = brought_together(full_path_name(path));
        if (theirs == brought_together(ours->canonical)) ++same;
        else std::printf("%s: %s here, %s there\n", path.c_str(), ours->canonical.c_str(), theirs.c_str()), ++wrong;

        // What stands on the disk is C:\a\b.txt and the like; servers are not asked.
        if (ours->canonical[1] != ':') continue;
        const FileId written = file_id(path), verbatim = file_id("\\\\?\\" + ours->canonical);
        if (written == verbatim) opened += written.known;
        // A separator or `.` at the end asks for a folder, which a file is not for every opener.
        else if (written.known != verbatim.known && path.find_last_not_of("/\\.") + 1 != path.size()) ++folders;
        else std::printf("%s: does not open %s\n", path.c_str(), ours->canonical.c_str()), ++wrong;
    }
    std::printf(
        "GetFullPathNameW: %d as here, %d refused here\nCreateFileW: %d the same file by both spellings, %d files that "
        "only one of them opens\n",
        same, refused, opened, folders);
    if (same < 1000 || opened < 100) ++wrong;
}

void compare_letters() {
    // By way of void*: the types of functions that GetProcAddress gives are not those it finds.
    const auto found = reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll"), "RtlUpcaseUnicodeChar"));
    const auto theirs = reinterpret_cast<WCHAR(WINAPI*)(WCHAR)>(found);
    int same = 0, only_there = 0;
    for (char32_t c = 0; c < 0x10000; ++c) {
        const char32_t there = theirs(static_cast<WCHAR>(c));
        if (upcase(c) == c) only_there += there != c;
        else if (upcase(c) == there) ++same;
        else
            std::printf("U+%04x: U+%04x here, U+%04x there\n", unsigned(c), unsigned(upcase(c)), unsigned(there)),
                ++wrong;
    }
    std::printf("RtlUpcaseUnicodeChar: %d letters as here, %d only there\n", same, only_there);
}

}  // namespace

int main() {
    for (const wchar_t* folder :
         {L"C:\\work", L"C:\\work\\app", L"C:\\work\\app\\a", L"C:\\a", L"C:\\a\\a", L"C:\\a\u00e9"})
        CreateDirectoryW(folder, nullptr);
    for (const wchar_t* name :
         {L"C:\\b.txt", L"C:\\a\\b.txt", L"C:\\a\\.x", L"C:\\.x", L"C:\\\u00e9", L"C:\\a\\\u00e9", L"C:\\work\\b.txt",
          L"C:\\work\\app\\b.txt", L"C:\\work\\app\\a\\b.txt", L"C:\\work\\app\\.x"})
        CloseHandle(CreateFileW(name, GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr));
    SetCurrentDirectoryW(L"C:\\work\\app");
    SetEnvironmentVariableW(L"=Z:", L"Z:\\usr\\lib");
    compare_paths({.current_directory = "C:\\work\\app", .drive_directories = {"Z:\\usr\\lib"}, .long_name = {}});
    compare_letters();
    std::printf("%d different\n", wrong);
    return wrong == 0 ? 0 : 1;
}
