// All that is known while a package is read (private to this folder): the graph, and what its facts stand for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "facts/npm/package.h"
#include "judges/vet/flow/flow.h"
#include "judges/vet/flow/graph.h"
#include "judges/vet/flow/knowledge.h"
#include "judges/vet/flow/texts.h"
#include "lang/javascript/resolve.h"
#include "lang/javascript/syntax/names.h"

namespace ward::vet {

enum class TaintKind : uint8_t {
    environment,         // all of process.env
    environment_key,     // one variable that is named as a secret: label
    environment_value,   // one variable whose name is computed
    environment_listed,  // variables one after the other
    credential_path,     // label: the part of the path that tells
    credentials,         // content of such a file
    system_fact,         // label: "os.hostname"
    decoded,
    download,
    downloaded_file,   // the path of one
    decoded_file,      // of one that decoded text was written to
    environment_name,  // of any variable
};

struct Taint {
    TaintKind kind = TaintKind::decoded;
    NameIndex label = 0;
};

struct Function {
    std::vector<SlotIndex> parameters;
    SlotIndex rest = 0;
    SlotIndex self = 0;
    SlotIndex result = 0;
    SlotIndex arguments = 0;
    uint32_t object = 0;     // its own properties; 0: none so far
    uint32_t instances = 0;  // what `new` makes; 0: none so far
};

struct Call {
    SlotIndex callee = 0;
    SlotIndex receiver = 0;
    SlotIndex result = 0;
    std::vector<SlotIndex> arguments;
    uint32_t file = 0;
    uint32_t offset = 0;
    NameIndex text = 0;      // the first argument, where it is constant
    NameIndex encoding = 0;  // the second one
    bool is_new = false;
    bool decodes = false;              // character codes that are computed
    bool names_by_call = false;        // the first argument is a call: its name may be decoded right there
    bool is_handled = false;           // the first argument is a command of a program that runs nothing it is given
    Telling tells = Telling::nothing;  // what a command in the first argument prints
    bool runs_input = false;           // it runs what it reads
};

enum class SinkKind : uint8_t { network, lookup, execute, evaluate, name, load };

struct Sink {
    SinkKind kind = SinkKind::network;
    SlotIndex slot = 0;
    SlotIndex headers = 0;
    uint32_t file = 0;
    uint32_t offset = 0;
    std::string what;         // "https.request"
    bool is_handled = false;  // by a program that runs nothing it is given: gpg, git
    SlotIndex input = 0;      // of a command: what it reads
    bool runs_input = false;
};

// S01 and S02: what was seen on the way.
struct Collected {
    bool is_environment = false;
    SlotIndex slot = 0;  // that holds the path or the environment
    Fact fact;
    uint32_t file = 0;
    uint32_t offset = 0;
};

struct Module {
    std::string path;  // from the package's folder
    std::string_view bytes;
    SlotIndex exports = 0;
    uint32_t exports_object = 0;
    bool is_module = false;  // ECMAScript
};

class Analysis {
  public:
    Analysis(const npm::Package& package, const FlowLimits& limits);
    FlowReading run(std::span<const std::string> reachable);

    // Modules. The exports of what `specifier` means in `file`; the slot is 0 where nothing is known of it.
    struct Requested {
        SlotIndex exports = 0;
        bool is_module = false;
        bool is_known = false;  // an entity
    };
    Requested request(std::string_view specifier, uint32_t file, javascript::Loader loader, uint32_t offset);

    // Facts.
    Fact taint(TaintKind kind, NameIndex label = 0);
    Fact text(NameIndex text) { return {FactKind::text, text}; }
    SlotIndex entity_slot(EntityIndex entity, uint32_t file, uint32_t offset);
    SlotIndex literal(std::string_view text, uint32_t file, uint32_t offset);
    uint32_t own_object(uint32_t function);
    uint32_t instances(uint32_t function, uint32_t file, uint32_t offset);
    SlotIndex add_call(Call call);
    // Calls `callee` with these, as what it was given to does.
    SlotIndex call_back(const Call& of, SlotIndex callee, std::vector<SlotIndex> arguments);
    SlotIndex element_of(SlotIndex slot, uint32_t file, uint32_t offset);
    void add_sink(SinkKind kind, SlotIndex value, const Call& call, std::string_view what);
    void method_call(const Call& call, NameIndex method);
    SlotIndex failure_of(const Call& call, SlotIndex request);
    Fact bound(const Call& call);
    void take_for_one(NameIndex key, NameIndex other);
    NameIndex stand_in_of(NameIndex key) const;

    const npm::Package& package;
    FlowLimits limits;
    javascript::Names names;
    Graph graph;
    Knowledge knowledge;
    std::vector<Function> functions;
    std::vector<Call> calls;
    std::vector<Taint> taints;
    std::vector<Sink> sinks;
    std::vector<Collected> collected;
    std::vector<Module> modules;
    std::vector<SlotIndex> resolvers;
    // Keys that some file takes for one another (`env.GH_TOKEN || env.TOKEN`): of two, the one that stands for both.
    std::unordered_map<NameIndex, NameIndex> stand_ins;
    FlowReading reading;

    struct Known {
        NameIndex arguments, exports, default_, prototype, length, constructor, then, call, apply, bind, value, any,
            emitted, input;
    } known{};

  private:
    class PackageFiles;

    uint32_t module_of(const std::string& path);
    void read_pending();
    void read_module(uint32_t module);
    void apply(SlotIndex slot, Fact fact, const Use& use);
    bool is_environment(Fact fact) const;
    void apply_data(SlotIndex slot, Fact fact, const Use& use);
    void apply_member(SlotIndex slot, Fact fact, const Use& use);
    void apply_store(Fact fact, const Use& use);
    void apply_call(Fact fact, uint32_t call);
    void call_function(const Call& call, uint32_t function);
    void call_entity(const Call& call, EntityIndex entity);
    void call_network(const Call& call, const Entity& entity);
    void call_reader(const Call& call, const Entity& entity);
    void call_code(const Call& call, const Entity& entity);
    void call_command(const Call& call, const Entity& entity);
    void command_output(const Call& call);
    void call_plain(const Call& call, const Entity& entity);
    void absorb_arguments(const Call& call, SlotIndex into, size_t from = 0);
    SlotIndex last_function(const Call& call) const;
    void read_taint_member(SlotIndex slot, Fact fact, const Use& use);

    std::unique_ptr<PackageFiles> files_;
    std::unique_ptr<javascript::Resolver> resolver_;
    std::unordered_map<std::string, uint32_t> module_by_path_;
    std::vector<uint32_t> pending_;
    std::unordered_map<NameIndex, SlotIndex> paths_;  // literals that look like paths
    std::unordered_set<uint64_t> inherited_;          // prototype and result of reads; prototypes may go in circles
    bool budget_told_ = false;
};

// Sightings of what the solved graph shows.
void report(Analysis& analysis);
// One file into the graph; false where too much of it nests too deep.
void walk_file(Analysis& analysis, uint32_t module);

}  // namespace ward::vet
