#include "judges/vet/source/other_files.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "judges/vet/source/commands.h"
#include "judges/vet/source/text_rules.h"

namespace ward::vet {
namespace {

// Lines without those that are comments in shells and in Python.
std::string without_comments(std::string_view text) {
    std::string kept;
    for (const std::string_view line : split(text, '\n')) {
        if (!trim(line).starts_with('#')) kept += line;
        kept += '\n';
    }
    return kept;
}

void find_line_by_line(std::string_view text, FileMarks& marks) {
    // Every line is a text of its own.
    std::string lines(text);
    std::ranges::replace(lines, '\0', ' ');
    std::ranges::replace(lines, '\n', text_separator);
    find_texts(lines, [&](const TextMatch& match) {
        size_t offset = match.offset;
        if (lines[offset] == text_separator) ++offset;
        const auto line =
            std::count(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(offset), text_separator) + 1;
        size_t start = lines.rfind(text_separator, offset);
        start = start == std::string::npos ? 0 : start + 1;
        const size_t end = std::min(lines.find(text_separator, offset), lines.size());
        marks.add(match.mark, static_cast<uint32_t>(line), std::string_view(lines).substr(start, end - start),
                  offset - start);
    });
}

bool makes_text_of_environment(std::string_view line) {
    if (line.contains("str(os.environ)")) return true;
    return line.contains("dict(os.environ)") && (line.contains("json.dumps") || line.contains("str(") ||
                                                 line.contains("repr(") || line.contains("urlencode("));
}

void read_python(std::string_view text, FileMarks& marks) {
    const std::string code = without_comments(text);
    find_line_by_line(code, marks);
    uint32_t number = 0;
    for (const std::string_view line : split(code, '\n')) {
        ++number;
        const bool decodes = line.contains("b64decode") || line.contains("fromhex") || line.contains("zlib.decompress");
        if (decodes && (line.contains("exec(") || line.contains("eval("))) marks.add(Mark::decoded_code, number, line);
        if (line.contains("os.system") || line.contains("subprocess.")) {
            marks.add(Mark::processes, number, line);
            const size_t open = line.find_first_of("\"'");
            const size_t close = line.find_last_of("\"'");
            if (open != line.npos && close > open)
                static_cast<void>(read_commands(line.substr(open + 1, close - open - 1), number, marks));
        }
        if (line.contains("urllib") || line.contains("requests.") || line.contains("http.client"))
            marks.add(Mark::network, number, line);
        if (makes_text_of_environment(line)) marks.add(Mark::environment_text, number, line);
        for (const std::string_view one :
             {"urlopen(", "requests.post", "requests.put", ".sendall(", "http.client", "httpx.post"})
            if (line.contains(one)) marks.add(Mark::script_sends, number, line);
    }
}

// A task that starts when a folder is opened, a hook that an assistant runs, a workflow that gives secrets away.
void read_planted(std::string_view text, FileMarks& marks) {
    FileMarks found;
    find_line_by_line(text, found);
    for (const Marked& one : found.places()) {
        if (one.mark == Mark::editor_hook_text) {
            // It stands where it takes effect as soon as the folder is opened.
            marks.add(Mark::editor_hook_path, one.line, one.text);
            marks.add(Mark::writes_files, one.line, one.text);
        }
        // ${{ secrets.NAME }} is in most workflows; all of them together in few.
        if (one.mark == Mark::workflow_secrets && !one.text.contains("toJSON")) continue;
        if (one.mark == Mark::workflow_secrets) {
            marks.add(Mark::workflow_path, one.line, one.text);
            marks.add(Mark::network, one.line, one.text);
        }
        marks.add(one.mark, one.line, one.text);
    }
}

}  // namespace

void read_plain_text(std::string_view text, FileMarks& marks) {
    find_line_by_line(text, marks);
}

CommandReading read_other(FileKind kind, std::string_view bytes, FileMarks& marks) {
    CommandReading commands;
    switch (kind) {
        case FileKind::shell: {
            marks.add(Mark::processes, 1, bytes.substr(0, std::min<size_t>(bytes.find('\n'), max_shown_bytes)));
            commands = read_commands(bytes, 1, marks);
            find_line_by_line(without_comments(bytes), marks);
            break;
        }
        case FileKind::windows_script: find_line_by_line(bytes, marks); break;
        case FileKind::python: read_python(bytes, marks); break;
        case FileKind::planted: read_planted(bytes, marks); break;
        default: break;
    }
    return commands;
}

}  // namespace ward::vet
