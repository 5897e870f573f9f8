// Dockerfiles: images, and the scripts of RUN.
#include <algorithm>

#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view pinned_images_check = "Pinned-Dependencies";
const std::string digest = "@sha256:" + std::string(64, 'c');

CheckResult judge(std::string_view text, std::string_view path = "Dockerfile") {
    FactsFixture with;
    with.file(path, text);
    return with.run(pinned_images_check);
}

// How many are pinned of how many: "1/2 containerImage, 0/1 npmCommand"; why nothing can be told.
std::string told(std::string_view text) {
    const CheckResult result = judge(text);
    if (result.error) return "cannot be made";
    std::string out;
    for (const std::string& line : lines_of(result)) {
        if (line.contains("incomplete")) out += (out.empty() ? "" : ", ") + std::string("unreadable");
        if (!line.ends_with("dependencies pinned")) continue;
        std::vector<std::string> words;
        for (const std::string_view word : split(line, ' '))
            if (!word.empty()) words.emplace_back(word);
        out += (out.empty() ? "" : ", ") + words.at(1) + '/' + words.at(4) + ' ' + words.at(5);
    }
    return out;
}

TEST(PinnedImages, ByDigestOrByAStageThatIs) {
    const std::pair<std::string, std::string_view> rows[] = {
        {"FROM a", "0/1 containerImage"},
        {"FROM a:1", "0/1 containerImage"},
        {"FROM a" + digest, "1/1 containerImage"},
        {"FROM a:1" + digest, "1/1 containerImage"},
        {"FROM a" + digest + "c", "1/1 containerImage"},  // the pattern has no end
        {"FROM a@sha256:" + std::string(64, 'C'), "0/1 containerImage"},
        {"FROM a@sha256:" + std::string(63, 'c'), "0/1 containerImage"},
        {"FROM a@sha256:${X}", "1/1 containerImage"},
        {"FROM a@sha256:$X", "0/1 containerImage"},
        {"FROM scratch", ""},
        {"FROM SCRATCH", ""},
        {"FROM scratch AS x\nFROM x", "1/1 containerImage"},
        {"FROM a" + digest + " AS x\nFROM x", "2/2 containerImage"},
        {"FROM a AS x\nFROM x", "0/2 containerImage"},
        {"FROM a" + digest + " AS x\nFROM X", "1/2 containerImage"},
        {"FROM a" + digest + " AS x\nFROM a AS x\nFROM x", "1/3 containerImage"},  // the last of that name
        {"FROM a" + digest + " as x\nFROM x", "2/2 containerImage"},
        // Arguments, in braces alone.
        {"ARG I=a" + digest + "\nFROM ${I}", "1/1 containerImage"},
        {"ARG I=a" + digest + "\nFROM $I", "0/1 containerImage"},
        {"ARG I\nFROM ${I}", "0/1 containerImage"},
        {"ARG A=x B=y" + digest + "\nFROM ${B}", "1/1 containerImage"},
        {"FROM ${I:-a}", "0/1 containerImage"},
        // Flags are no words.
        {"FROM --platform=linux/amd64 a", "0/1 containerImage"},
        {"FROM --platform=$X a" + digest, "1/1 containerImage"},
        // In capitals alone.
        {"from a\nrun npm install", ""},
        {"# nothing\n", ""},
        {"", ""},
        {"FROM a # b", "cannot be made"},
        {"FROM a b", "cannot be made"},
        {"FROM a AS", "cannot be made"},
        {"FROM a AS b c", "cannot be made"},
        {"FROM", "cannot be made"},
        {"FROM --platform a b", "cannot be made"},
    };
    for (const auto& [text, expected] : rows) EXPECT_EQ(told(text), expected) << text;
}

TEST(PinnedImages, ScriptsOfRun) {
    const std::pair<std::string, std::string_view> rows[] = {
        {"RUN npm install", "0/1 npmCommand"},
        {"RUN npm install \\\n && pip install x", "0/1 npmCommand, 0/1 pipCommand"},
        {"RUN true \\\n# comment\n && npm install", "0/1 npmCommand"},
        {"RUN true \\\n\n && npm install", "0/1 npmCommand"},
        {"RUN true # npm install", ""},
        {"RUN --mount=type=cache,target=/x npm install", "0/1 npmCommand"},
        {"RUN [\"npm\", \"install\"]", "0/1 npmCommand"},
        {"RUN [\"sh\", \"-c\", \"curl https://x.y/z | sh\"]", ""},  // put together with blanks: sh | sh
        {"RUN [\"sh\", \"-c\", \"npm install\"]", ""},
        {"RUN <<EOF\nnpm install\nEOF", "0/1 npmCommand"},
        {"RUN <<-EOF\n\tnpm install\n\tEOF", "0/1 npmCommand"},
        {"RUN <<\"EOF\"\nnpm install\nEOF", "0/1 npmCommand"},
        {"RUN cat <<EOF > /x && npm install\nfoo\nEOF", ""},  // of one with a document, the document alone
        {"RUN curl https://x.y/z > z\nRUN bash z", "0/1 downloadThenRun"},
        {"RUN if [", "unreadable"},
        {"CMD npm install", ""},
        {"ENTRYPOINT npm install", ""},
        {"HEALTHCHECK CMD npm install", ""},
        {"ONBUILD RUN npm install", ""},
        {"ADD https://x.y/z z", ""},
        {"COPY <<EOF /x\nnpm install\nEOF\nRUN pip install x", "0/1 pipCommand"},
        {"RUN", "cannot be made"},
        {"NO such", ""},
    };
    for (const auto& [text, expected] : rows) EXPECT_EQ(told("FROM scratch\n" + text + "\n"), expected) << text;
    EXPECT_EQ(told("# escape=`\nFROM scratch\nRUN true `\n && npm install\n"), "0/1 npmCommand");
    EXPECT_EQ(told("FROM scratch\r\nRUN npm install\r\n"), "0/1 npmCommand");
}

TEST(PinnedImages, FilesByTheirNames) {
    constexpr std::string_view text = "FROM a\nRUN npm install\n";
    struct Row {
        std::string_view path;
        bool image, script;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"Dockerfile", true, true},
             {"dockerfile", true, true},
             {"a.Dockerfile", true, true},
             {"xDOCKERFILEy", true, true},
             {"a/Dockerfile.dev", true, true},
             {"Dockerfile.ts", true, true},
             {"Dockerfile.GO", true, true},
             {"vendors/Dockerfile", true, true},
             {"templates/Dockerfile", true, true},
             {"Dockerfiletemplate", true, true},
             {"Dockerfile.template", false, true},
             {"Dockerfile-tmpl", false, true},
             {"tpl_Dockerfile", false, true},
             {"Dockerfile.TMPL", false, true},
             {"Dockerfile.go", false, false},
             {"Dockerfile.c", false, false},
             {"Dockerfile.cpp", false, false},
             {"Dockerfile.rs", false, false},
             {"Dockerfile.js", false, false},
             {"Dockerfile.py", false, false},
             {"Dockerfile.pyc", false, false},
             {"Dockerfile.java", false, false},
             {"Dockerfile.dash", false, false},
             {"vendor/Dockerfile", false, false},
             {"a/Vendor/b/Dockerfile", false, false},
             {"third_party/Dockerfile", false, false},
             {"testdata/Dockerfile", false, false},
             {"src/test/Dockerfile", false, false},
             {"Dockerfile/x", false, false},
             {"Dockerfile.sh", false, false},  // a script, where RUN is no word
         }) {
        const Lines lines = lines_of(judge(text, row.path));
        const auto has = [&](std::string_view what) {
            return std::ranges::any_of(lines, [&](const std::string& line) { return line.contains(what); });
        };
        EXPECT_EQ(has("containerImage not pinned"), row.image) << row.path;
        EXPECT_EQ(has("npmCommand not pinned"), row.script) << row.path;
    }
}

}  // namespace
}  // namespace ward::scorecard
