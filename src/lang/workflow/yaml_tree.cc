// Events of libyaml to a table of nodes.
//
// Every finished node has an extent: how many nodes, bytes and levels it has with all aliases followed. An alias takes
// the extent of its target, which is finished by then (one that is not would contain itself), so a few lines that stand
// for gigabytes are found out when their last bracket closes, and nothing is ever copied.
#include "lang/workflow/yaml_tree.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

#include <fmt/core.h>
#include <yaml.h>

#include "base/text.h"

namespace ward::workflow {
namespace {

std::string_view view(const yaml_char_t* text, size_t length) {
    return {reinterpret_cast<const char*>(text), length};
}
std::string_view view(const yaml_char_t* text) {
    return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

struct Event : yaml_event_t {
    Event() : yaml_event_t{} {}
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(this); }

    Position at() const { return {static_cast<int>(start_mark.line) + 1, static_cast<int>(start_mark.column) + 1}; }
};

struct ParserDeleter {
    void operator()(yaml_parser_t* parser) const {
        yaml_parser_delete(parser);
        delete parser;
    }
};

// "!" alone says nothing; a tag that is written out counts for what it says, whatever the value looks like.
YamlTag tag_of(std::string_view written, YamlTag otherwise) {
    if (written.empty() || written == "!") return otherwise;
    constexpr std::string_view core = "tag:yaml.org,2002:";
    std::string_view name = written;
    if (name.starts_with(core)) name.remove_prefix(core.size());
    else if (name.starts_with("!!")) name.remove_prefix(2);
    else return YamlTag::other;
    if (name == "str") return YamlTag::text;
    if (name == "null") return YamlTag::null;
    if (name == "bool") return YamlTag::boolean;
    if (name == "int") return YamlTag::integer;
    if (name == "float") return YamlTag::real;
    return YamlTag::other;
}

// The source in pieces of go-yaml's size: bytes that are not UTF-8 are an error when their piece is reached, and one
// behind the first document may never be.
struct Source {
    std::string_view text = {};
    size_t taken = 0;
};
int read_some(void* data, unsigned char* buffer, size_t size, size_t* written) {
    constexpr size_t piece = 512;
    constexpr size_t libyaml_piece = 16384;  // less what it still has of a character that was cut
    Source& source = *static_cast<Source*>(data);
    const size_t kept = size <= libyaml_piece ? (libyaml_piece - size) % piece : 0;
    *written = source.text.copy(reinterpret_cast<char*>(buffer), std::min(size, piece - kept), source.taken);
    source.taken += *written;
    return 1;
}

// With aliases followed; one larger than its limit stays so, since limits are far from the type's.
struct Extent {
    size_t nodes = 1;
    size_t bytes = 0;
    size_t depth = 0;
};

}  // namespace

class YamlTreeBuilder {
  public:
    YamlTreeBuilder(std::string_view text, std::string_view name, Dialect dialect, const YamlLimits& limits)
        : name_(name), source_{.text = text}, limits_(limits), parser_(new yaml_parser_t{}) {
        tree_.dialect_ = dialect;
        if (yaml_parser_initialize(parser_.get()) == 0) throw std::bad_alloc();
        yaml_parser_set_input(parser_.get(), read_some, &source_);
    }

    Result<void> build() {
        for (;;) {
            Event event;
            if (yaml_parser_parse(parser_.get(), &event) == 0) return syntax_error();
            if (event.type == YAML_STREAM_END_EVENT) break;
            if (event.type == YAML_DOCUMENT_END_EVENT) {
                WARD_TRY_VOID(look_past(event));
                break;
            }
            WARD_TRY_VOID(take(event));
        }
        return {};
    }
    YamlTree take_tree() { return std::move(tree_); }

    // After a failure: the offset of a `\'` in "…", if it was that. (libyaml counts characters
    // from behind a byte order mark.)
    std::optional<size_t> refused_quote(std::string_view text) const {
        if (parser_->problem == nullptr || std::string_view(parser_->problem) != "found unknown escape character")
            return std::nullopt;
        size_t offset = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
        for (size_t left = parser_->problem_mark.index; left > 0 && offset < text.size(); --left)
            offset += std::max<size_t>(1, utf8_length(text.substr(offset, 4)));
        if (offset >= text.size() || !text.substr(offset).starts_with("\\'")) return std::nullopt;
        return offset;
    }
    void replace_in_quoted(char from, char to) {
        for (YamlNode& node : tree_.nodes_)
            if (node.quoted) std::ranges::replace(node.text, from, to);
    }

  private:
    std::unexpected<Error> bad(Position at, std::string what, ErrorCode code = ErrorCode::parse) const {
        return fail(code, std::move(what), fmt::format("{}:{}", name_, at.line));
    }
    std::unexpected<Error> syntax_error() const {
        const std::string problem = parser_->problem == nullptr ? "cannot be read" : parser_->problem;
        const std::string context = parser_->context == nullptr ? "" : std::string(parser_->context) + ": ";
        return bad({static_cast<int>(parser_->problem_mark.line) + 1, 0}, context + problem);
    }

    Result<void> look_past(const Event& end);
    Result<void> take(const Event& event);
    Result<void> open(const Event& event, YamlKind kind, const yaml_char_t* anchor, const yaml_char_t* tag);
    Result<void> close();
    Result<void> scalar(const Event& event);
    Result<void> alias(const Event& event);
    Result<uint32_t> add(YamlNode node);
    Result<void> finish(uint32_t id, const Extent& extent);
    void name(uint32_t id, const yaml_char_t* anchor) {
        if (anchor != nullptr) anchors_.insert_or_assign(std::string(view(anchor)), id);
    }

    std::string_view name_;
    Source source_;
    const YamlLimits& limits_;
    std::unique_ptr<yaml_parser_t, ParserDeleter> parser_;
    YamlTree tree_;
    std::vector<Extent> extents_;  // one a node; of an open one, what its children came to so far
    std::vector<uint32_t> open_;
    std::map<std::string, uint32_t, std::less<>> anchors_;
};

// go-yaml has two tokens more in hand than it looks at, for the comments between them; what is wrong with those is
// wrong with the file.
Result<void> YamlTreeBuilder::look_past(const Event& end) {
    if (tree_.dialect_ == Dialect::github) return {};
    const int ahead = end.data.document_end.implicit != 0 ? 3 : 2;
    for (int i = 0; i < ahead; ++i) {
        yaml_token_t token{};
        const bool good = yaml_parser_scan(parser_.get(), &token) != 0;
        yaml_token_delete(&token);
        if (!good) return syntax_error();
    }
    return {};
}

Result<void> YamlTreeBuilder::take(const Event& event) {
    switch (event.type) {
        case YAML_DOCUMENT_START_EVENT: {
            const yaml_version_directive_t* version = event.data.document_start.version_directive;
            if (tree_.dialect_ == Dialect::actionlint && version != nullptr && version->minor != 1)
                return bad(event.at(), "is not YAML 1.1");
            return {};
        }
        case YAML_SCALAR_EVENT: return scalar(event);
        case YAML_ALIAS_EVENT: return alias(event);
        case YAML_SEQUENCE_START_EVENT:
            return open(event, YamlKind::sequence, event.data.sequence_start.anchor, event.data.sequence_start.tag);
        case YAML_MAPPING_START_EVENT:
            return open(event, YamlKind::mapping, event.data.mapping_start.anchor, event.data.mapping_start.tag);
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT: return close();
        default: return {};
    }
}

Result<uint32_t> YamlTreeBuilder::add(YamlNode node) {
    const auto id = static_cast<uint32_t>(tree_.nodes_.size());
    if (id >= limits_.nodes)
        return bad(node.at, fmt::format("has more than {} values", limits_.nodes), ErrorCode::limit);
    if (!open_.empty()) tree_.nodes_[open_.back()].children.push_back(id);
    tree_.nodes_.push_back(std::move(node));
    extents_.emplace_back();
    return id;
}

// Adds a finished node to what its parent comes to.
Result<void> YamlTreeBuilder::finish(uint32_t id, const Extent& extent) {
    extents_[id] = extent;
    const Position at = tree_.nodes_[id].at;
    if (extent.nodes > limits_.nodes)
        return bad(at, fmt::format("aliases make more than {} values", limits_.nodes), ErrorCode::limit);
    if (extent.bytes > limits_.expanded_bytes)
        return bad(at, fmt::format("aliases make more than {} bytes", limits_.expanded_bytes), ErrorCode::limit);
    if (open_.size() + extent.depth > limits_.depth)
        return bad(at, fmt::format("is nested deeper than {} levels", limits_.depth), ErrorCode::limit);
    if (open_.empty()) return {};
    Extent& parent = extents_[open_.back()];
    parent.nodes += extent.nodes;
    parent.bytes += extent.bytes;
    parent.depth = std::max(parent.depth, extent.depth + 1);
    return {};
}

Result<void> YamlTreeBuilder::open(const Event& event, YamlKind kind, const yaml_char_t* anchor,
                                   const yaml_char_t* tag) {
    if (open_.size() >= limits_.depth)
        return bad(event.at(), fmt::format("is nested deeper than {} levels", limits_.depth), ErrorCode::limit);
    WARD_TRY(const uint32_t id, add({.kind = kind, .tag = tag_of(view(tag), YamlTag::other), .at = event.at()}));
    name(id, anchor);
    extents_[id].depth = 1;
    open_.push_back(id);
    return {};
}

Result<void> YamlTreeBuilder::close() {
    const uint32_t id = open_.back();
    open_.pop_back();
    return finish(id, extents_[id]);
}

Result<void> YamlTreeBuilder::scalar(const Event& event) {
    const auto& data = event.data.scalar;
    YamlNode node{.at = event.at(), .text = std::string(view(data.value, data.length))};
    node.quoted = data.style == YAML_SINGLE_QUOTED_SCALAR_STYLE || data.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    const bool plain = data.style == YAML_PLAIN_SCALAR_STYLE || data.style == YAML_ANY_SCALAR_STYLE;
    node.tag = tag_of(view(data.tag), plain ? tag_of_plain(node.text) : YamlTag::text);
    const size_t bytes = node.text.size();
    WARD_TRY(const uint32_t id, add(std::move(node)));
    name(id, data.anchor);
    return finish(id, {.bytes = bytes});
}

Result<void> YamlTreeBuilder::alias(const Event& event) {
    const std::string_view anchor = view(event.data.alias.anchor);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
        return bad(event.at(), fmt::format("alias of an unknown anchor \"{}\"", display(anchor)));
    const uint32_t target = found->second;
    WARD_TRY(const uint32_t id, add({.kind = YamlKind::alias,
                                     .tag = YamlTag::other,
                                     .at = event.at(),
                                     .text = std::string(anchor),
                                     .target = target}));
    if (tree_.dialect_ == Dialect::actionlint) return finish(id, {});
    if (std::ranges::find(open_, target) != open_.end())
        return bad(event.at(), fmt::format("alias \"{}\" contains itself", display(anchor)));
    return finish(id, extents_[target]);
}

const YamlNode& YamlTree::operator[](uint32_t id) const {
    const YamlNode& node = nodes_[id];
    return node.kind == YamlKind::alias && dialect_ == Dialect::github ? nodes_[node.target] : node;
}

namespace {

// go-yaml takes `\'` in "…" for a quote; to libyaml it is an error. The letter is put in whose escape is of the same
// length and whose character the source has neither by that escape nor by number (nor as it is: neither reader takes
// control characters), and the file read again.
constexpr int max_escaped_quotes = 64;

struct StandIn {
    char letter;
    char character;
    std::string_view digits;
};
constexpr std::array<StandIn, 4> stand_ins{
    {{'a', '\a', "07"}, {'e', '\x1b', "1b"}, {'v', '\v', "0b"}, {'f', '\f', "0c"}}};

std::optional<StandIn> unused_escape(std::string_view text) {
    const std::string lower = to_lower(text);
    for (const StandIn& one : stand_ins) {
        const auto has = [&](std::string_view before, std::string_view what) {
            return lower.find("\\" + std::string(before) + std::string(what)) != std::string::npos;
        };
        if (!has("", {&one.letter, 1}) && !has("x", one.digits) && !has("u00", one.digits) &&
            !has("u000000", one.digits))
            return one;
    }
    return std::nullopt;
}

}  // namespace

Result<YamlTree> read_yaml(std::string_view text, std::string_view name, Dialect dialect, const YamlLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits.bytes), std::string(name));
    std::string mended;
    std::optional<StandIn> stand_in;
    for (int quotes = 0;; ++quotes) {
        YamlTreeBuilder builder(text, name, dialect, limits);
        const Result<void> done = builder.build();
        if (done) {
            if (stand_in) builder.replace_in_quoted(stand_in->character, '\'');
            return builder.take_tree();
        }
        const auto quote =
            dialect == Dialect::actionlint && quotes < max_escaped_quotes ? builder.refused_quote(text) : std::nullopt;
        if (!stand_in) stand_in = unused_escape(text);
        if (!quote || !stand_in) return std::unexpected(done.error());
        if (mended.empty()) mended = text;
        mended[*quote + 1] = stand_in->letter;
        text = mended;
    }
}

}  // namespace ward::workflow
