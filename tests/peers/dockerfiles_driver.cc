// Reads files from standard input (frames.h) and prints what src/lang/dockerfile makes of each as one line of JSON;
// go/dockerfiles/main.go prints the same of buildkit's answer. dockerfiles.py compares. A refused file is null.
#include <string>

#include "formats/json_writer.h"
#include "lang/dockerfile/dockerfile.h"
#include "peers/frames.h"

namespace {

using namespace ward::dockerfile;

void put(ward::JsonWriter& out, const Instruction& instruction) {
    out.begin_object().member("name", instruction.name).member_values("flags", instruction.flags);
    out.member_values("words", instruction.words).member("json", instruction.json);
    out.member("original", instruction.original).member_values("comments", instruction.comments);
    out.member("start", instruction.start_line).member("end", instruction.end_line);
    out.key("heredocs").begin_array();
    for (const Heredoc& heredoc : instruction.heredocs) {
        out.begin_object().member("name", heredoc.name).member("fd", std::to_string(heredoc.file_descriptor));
        out.member("expand", heredoc.expand).member("chomp", heredoc.strip_tabs);
        out.member("content", heredoc.content).end_object();
    }
    out.end_array().key("nested").begin_array();
    for (const Instruction& nested : instruction.nested) put(out, nested);
    out.end_array().end_object();
}

}  // namespace

int main() {
    for (std::string text; read_frame(text);) {
        ward::JsonWriter out(ward::JsonLayout::compact);
        const auto file = parse_dockerfile(text, "Dockerfile");
        if (file) {
            out.begin_object().member("escape", std::string(1, file->escape)).key("instructions").begin_array();
            for (const Instruction& instruction : file->instructions) put(out, instruction);
            out.end_array().key("warnings").begin_array();
            for (const int line : file->empty_continuations) out.value(line);
            out.end_array().end_object();
        } else {
            out.null();
        }
        std::puts(out.text().c_str());
    }
}
