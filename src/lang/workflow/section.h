// How the readers of workflows and actions look at the YAML: sections, texts and lists, with what is wrong put on one
// list of problems and an ordinary value in its place. For src/lang/workflow/*.cc only.
#pragma once

#include "lang/workflow/workflow.h"

namespace ward::workflow {

// May a string be empty? May a section have no entries? Where not, that is a problem; the value is the same.
enum class Empty { refused, allowed };
enum class Case { kept, ignored };

struct Field {
    std::string id;  // the key, in lower case where case is ignored
    Text key;
    uint32_t value;
};

class Sections {
  public:
    explicit Sections(const YamlTree& tree) : tree_(tree) {}

    const YamlNode& node(uint32_t id) const { return tree_[id]; }
    bool is_scalar(uint32_t id) const { return node(id).kind == YamlKind::scalar; }

    // The fields of a mapping: of equal keys the first; none where it is something else.
    std::vector<Field> fields(std::string_view what, uint32_t id, Empty empty, Case letters);
    std::vector<Entry> entries(std::string_view what, uint32_t id, Empty empty, Empty value);
    // The items of a list, which must have some; none where it is something else.
    std::vector<uint32_t> items(std::string_view what, uint32_t id, Empty empty = Empty::refused);

    Text text(uint32_t id, Empty empty);
    std::vector<Text> texts(std::string_view what, uint32_t id, Empty empty = Empty::refused);
    std::vector<Text> text_or_texts(std::string_view what, uint32_t id);
    std::optional<Flag> flag(uint32_t id);

    // The text where it is one whole `${{ … }}`; `needed` says that anything else is a problem.
    std::optional<Text> needed_expression(uint32_t id);
    std::optional<Text> possible_expression(uint32_t id);

    void problem(Position at, std::string what);
    void unknown_key(const Field& field, std::string_view section);
    std::vector<Problem> take_problems() { return std::move(problems_); }

  private:
    const YamlTree& tree_;
    std::vector<Problem> problems_;
};

// Parts that stand at more than one place.
Env read_env(Sections& in, uint32_t id);
Permissions read_permissions(Sections& in, Position at, uint32_t id);
Defaults read_defaults(Sections& in, Position at, uint32_t id);
Concurrency read_concurrency(Sections& in, Position at, uint32_t id);
std::vector<Event> read_events(Sections& in, uint32_t id);
Matrix read_matrix(Sections& in, Position at, uint32_t id);
Container read_container(Sections& in, Position at, uint32_t id);
Services read_services(Sections& in, uint32_t id);
Step read_step(Sections& in, uint32_t id);
std::vector<Step> read_steps(Sections& in, uint32_t id);
Job read_job(Sections& in, const Field& field);

}  // namespace ward::workflow
