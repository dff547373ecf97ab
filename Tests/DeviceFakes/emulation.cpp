// Runs kernels on the CPU: a fiber for each thread of a block that waits somewhere, blocks one after the other.
//
// A fiber is a stack; changing to another one saves and loads the registers that a call must keep, and nothing else, since
// a training run in emulation waits some hundred million times. Threads run in a stated order, each until it waits or
// ends, and hand over to the next themselves; then the waits that can be met are. When none can, the kernel would hang on
// a device: here it is a sentence and a failure.

#include "include/device_fakes.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "../../Sources/Kernels/host/cuda_on_host.h"

// The section of all __shared__ arrays; there is at least this one. Its bounds are the linker's symbols.
static __attribute__((EMULATED_SECTION, used)) unsigned char first_of_shared[16];
#if defined(__APPLE__)
extern unsigned char shared_start[] __asm("section$start$__DATA$emulated_shared");
extern unsigned char shared_stop[] __asm("section$end$__DATA$emulated_shared");
#else
extern unsigned char shared_start[] __asm("__start_emulated_shared") __attribute__((visibility("hidden")));
extern unsigned char shared_stop[] __asm("__stop_emulated_shared") __attribute__((visibility("hidden")));
#endif

namespace emulation {

Place place;
unsigned char *dynamic_shared;

static Entry *first_entry;

void add(Entry *entry) {
    entry->next = first_entry;
    first_entry = entry;
}

static Entry *find(const char *name) {
    for (Entry *entry = first_entry; entry; entry = entry->next)
        if (std::strcmp(entry->name, name) == 0) return entry;
    return nullptr;
}

namespace {

// 227 KiB, as the largest device gives a block.
constexpr size_t most_shared = 232448;
constexpr size_t stack_bytes = 128 << 10;

enum class State { fresh, ready, at_barrier, at_warp, done };

struct Fiber {
    void *sp;  // where it goes on, while it does not run
    unsigned char *stack;
};

/// What stands at the far end of a stack until it runs over.
constexpr unsigned char stack_end[32] = {0xEE, 0x5A, 0xA5, 0x3C, 0xC3, 0x69, 0x96, 0x0F, 0xF0, 0x11, 0x88, 0x77, 0xEE, 0x5A, 0xA5, 0x3C};

/// A stack that ran over is an end in a sentence, not a damaged neighbour.
void require_whole(const Fiber *fiber) {
    if (std::memcmp(fiber->stack, stack_end, sizeof stack_end) == 0) return;
    std::fprintf(stderr, "an emulated thread's stack ran over\n");
    std::abort();
}

/// Leaves one stack, `*from` becoming the place to go on, and goes on at `to` on another.
__attribute__((naked, noinline)) void change(void **, void *) {
#if defined(__x86_64__)
    __asm__("pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
            "movq %rsp, (%rdi)\n movq %rsi, %rsp\n"
            "popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n ret\n");
#elif defined(__aarch64__)
    __asm__("sub sp, sp, #160\n"
            "stp x19, x20, [sp]\n stp x21, x22, [sp, #16]\n stp x23, x24, [sp, #32]\n stp x25, x26, [sp, #48]\n"
            "stp x27, x28, [sp, #64]\n stp x29, x30, [sp, #80]\n stp d8, d9, [sp, #96]\n stp d10, d11, [sp, #112]\n"
            "stp d12, d13, [sp, #128]\n stp d14, d15, [sp, #144]\n"
            "mov x9, sp\n str x9, [x0]\n mov sp, x1\n"
            "ldp x19, x20, [sp]\n ldp x21, x22, [sp, #16]\n ldp x23, x24, [sp, #32]\n ldp x25, x26, [sp, #48]\n"
            "ldp x27, x28, [sp, #64]\n ldp x29, x30, [sp, #80]\n ldp d8, d9, [sp, #96]\n ldp d10, d11, [sp, #112]\n"
            "ldp d12, d13, [sp, #128]\n ldp d14, d15, [sp, #144]\n"
            "add sp, sp, #160\n ret\n");
#else
#error "changing stacks is written for x86-64 and arm64"
#endif
}

void fiber_main();

/// The fiber begins at `fiber_main` when it is next changed to.
void begin_anew(Fiber *fiber) {
    void **top = reinterpret_cast<void **>(fiber->stack + stack_bytes);
#if defined(__x86_64__)
    // As after a call: the stack 8 off 16, no caller to return to; below it what `change` loads.
    top[-1] = nullptr;
    top[-2] = reinterpret_cast<void *>(fiber_main);
    for (int i = 3; i <= 8; i++) top[-i] = nullptr;
    fiber->sp = top - 8;
#else
    for (int i = 1; i <= 20; i++) top[-i] = nullptr;
    top[-9] = reinterpret_cast<void *>(fiber_main);  // x30, at byte 88
    fiber->sp = top - 20;
#endif
}

struct Thread {
    State state;
    Fiber *fiber;
    WarpOperation operation;
    unsigned mask;
    uint64_t value;
    int argument, width;
};

const char *name_of(WarpOperation operation) {
    switch (operation) {
    case WarpOperation::wait: return "__syncwarp";
    case WarpOperation::read: return "__shfl_sync";
    case WarpOperation::up: return "__shfl_up_sync";
    case WarpOperation::down: return "__shfl_down_sync";
    case WarpOperation::exchange: return "__shfl_xor_sync";
    case WarpOperation::ballot: return "__ballot_sync";
    }
    return "?";
}

/// One launch at a time: kernels' shared arrays and `place` are one for all.
struct Scheduler {
    std::mutex lock;
    void *sp = nullptr;  // the launching thread's own stack, while fibers run
    std::vector<std::unique_ptr<Fiber>> fibers;
    std::vector<Fiber *> free_fibers;
    /// Where the stacks of the newest 64 fibers lie.
    unsigned char *slab = nullptr;
    std::vector<Thread> threads;
    std::vector<unsigned> order;
    size_t cursor = 0, unfinished = 0;
    Thread *running = nullptr;
    Entry *entry = nullptr;
    const uint64_t *slots = nullptr;
    unsigned char *shared_end = nullptr;
    uint64_t random = 0;
    int failure = 0;
    std::string message;

    Fiber *take_fiber();
    Thread *next();
    void run_ready();
    void run_warps();
    void arrange(std::vector<unsigned> &list, int how);
    bool meet_warps();
    bool meet_warp(unsigned first, unsigned last);
    bool meet_barrier();
    bool run_block(int how);
    void fail(int code, std::string why);
    int launch(Entry *kernel, uint3 grid, unsigned count, unsigned shared, const uint64_t *arguments, int how);
};

Scheduler scheduler;

/// The next thread in order that can go on, which then is the running one; null at the order's end.
Thread *Scheduler::next() {
    while (cursor < order.size()) {
        const unsigned at = order[cursor++];
        Thread *thread = &threads[at];
        if (thread->state != State::fresh && thread->state != State::ready) continue;
        running = thread;
        place.thread = {at, 0, 0};
        return thread;
    }
    return nullptr;
}

void fiber_main() {
    for (;;) {
        // The running thread is a fresh one, and this its fiber.
        scheduler.entry->call(scheduler.entry->function, scheduler.slots);
        Fiber *own = scheduler.running->fiber;
        scheduler.running->state = State::done;
        scheduler.unfinished--;
        Thread *next = scheduler.next();
        if (next && next->state == State::fresh) {
            next->state = State::ready;
            next->fiber = own;
            continue;
        }
        require_whole(own);
        scheduler.free_fibers.push_back(own);
        change(&own->sp, next ? next->fiber->sp : scheduler.sp);
    }
}

/// Hands over until a wait is met and this thread's turn comes.
void wait_here() {
    Fiber *own = scheduler.running->fiber;
    Thread *next = scheduler.next();
    if (next && next->state == State::fresh) {
        next->state = State::ready;
        next->fiber = scheduler.take_fiber();
    }
    change(&own->sp, next ? next->fiber->sp : scheduler.sp);
}

/// Every thread that can go on, in the order's order, until it waits or ends.
void Scheduler::run_ready() {
    cursor = 0;
    Thread *first = next();
    if (!first) return;
    if (first->state == State::fresh) {
        first->state = State::ready;
        first->fiber = take_fiber();
    }
    change(&sp, first->fiber->sp);
}

/// One warp after the other, each until its threads have ended or wait at the block's barrier: as far ahead of the others as
/// it can ever be. Which warp goes first is drawn.
void Scheduler::run_warps() {
    std::vector<unsigned> warps((threads.size() + 31) / 32);
    arrange(warps, emulation_shuffled);
    for (unsigned warp : warps) {
        const unsigned first = warp * 32, last = std::min<unsigned>(first + 32, threads.size());
        order.resize(last - first);
        for (unsigned at = first; at < last; at++) order[at - first] = at;
        do {
            run_ready();
        } while (meet_warp(first, last) && !failure);
        if (failure) return;
    }
}

Fiber *Scheduler::take_fiber() {
    if (!free_fibers.empty()) {
        Fiber *fiber = free_fibers.back();
        free_fibers.pop_back();
        return fiber;
    }
    fibers.push_back(std::make_unique<Fiber>());
    Fiber *fiber = fibers.back().get();
    // Stacks of 64 fibers side by side: a mapping each, with a guard each, would be more mappings than a process may have
    // once several copies of this library are at work.
    const size_t room = stack_bytes + 64 * 192, at = (fibers.size() - 1) % 64;
    if (at == 0) {
        slab = static_cast<unsigned char *>(
            mmap(nullptr, 64 * room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        if (slab == MAP_FAILED) {
            std::fprintf(stderr, "no memory for an emulated thread\n");
            std::abort();
        }
    }
    // Stacks begin at different places of their pages: at the same, all of them would meet in a few lines of the cache.
    fiber->stack = slab + at * room + (fibers.size() % 64) * 192;
    std::memcpy(fiber->stack, stack_end, sizeof stack_end);
    begin_anew(fiber);
    return fiber;
}

void Scheduler::arrange(std::vector<unsigned> &list, int how) {
    for (unsigned i = 0; i < list.size(); i++) list[i] = i;
    if (how == emulation_backwards) std::reverse(list.begin(), list.end());
    if (how != emulation_shuffled) return;
    for (size_t i = list.size(); i > 1; i--) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        std::swap(list[i - 1], list[(random >> 32) * i >> 32]);
    }
}

void Scheduler::fail(int code, std::string why) {
    if (failure) return;
    failure = code;
    message = std::string(entry->name) + ", block (" + std::to_string(place.block.x) + ", " + std::to_string(place.block.y)
        + ", " + std::to_string(place.block.z) + "): " + why;
}

/// Meets a warp's wait when every lane that its mask names, and that has not ended, has come. Returns whether it did.
bool Scheduler::meet_warp(unsigned first, unsigned last) {
    bool met = false;
    for (unsigned at = first; at < last; at++) {
        if (threads[at].state != State::at_warp) continue;
        const Thread asked = threads[at];
        if (!(asked.mask >> (at - first) & 1)) {
            fail(emulation_bad_warp, std::string(name_of(asked.operation)) + " by thread " + std::to_string(at) + ", which its mask leaves out");
            return false;
        }
        bool whole = true;
        unsigned ballot = 0;
        for (unsigned other = first; other < last; other++) {
            const Thread &lane = threads[other];
            if (!(asked.mask >> (other - first) & 1) || lane.state == State::done) continue;
            if (lane.state != State::at_warp) {
                whole = false;
                break;
            }
            if (lane.operation != asked.operation || lane.mask != asked.mask) {
                fail(
                    emulation_bad_warp,
                    std::string(name_of(asked.operation)) + " of thread " + std::to_string(at) + " meets " + name_of(lane.operation)
                        + " of thread " + std::to_string(other) + (lane.mask != asked.mask ? ", the masks differ" : ""));
                return false;
            }
            if (lane.value) ballot |= 1u << (other - first);
        }
        if (!whole) continue;
        uint64_t results[32];
        for (unsigned other = first; other < last; other++) {
            const Thread &lane = threads[other];
            const int own = (int)(other - first);
            if (!(asked.mask >> own & 1) || lane.state == State::done) continue;
            const int base = own & ~(lane.width - 1);
            int from = own;
            switch (lane.operation) {
            case WarpOperation::wait: break;
            case WarpOperation::ballot: break;
            case WarpOperation::read: from = base + (lane.argument & (lane.width - 1)); break;
            case WarpOperation::up: from = own - lane.argument < base ? own : own - lane.argument; break;
            case WarpOperation::down: from = own + lane.argument >= base + lane.width ? own : own + lane.argument; break;
            case WarpOperation::exchange: from = (own ^ lane.argument) >= base + lane.width ? own : own ^ lane.argument; break;
            }
            const unsigned source = first + (unsigned)from;
            if (source >= last || !(asked.mask >> from & 1) || threads[source].state == State::done) {
                fail(
                    emulation_bad_warp, std::string(name_of(lane.operation)) + " of thread " + std::to_string(other)
                        + " reads lane " + std::to_string(from) + ", which gives nothing");
                return false;
            }
            results[own] = lane.operation == WarpOperation::ballot ? ballot : threads[source].value;
        }
        for (unsigned other = first; other < last; other++) {
            if (!(asked.mask >> (other - first) & 1) || threads[other].state == State::done) continue;
            threads[other].value = results[other - first];
            threads[other].state = State::ready;
        }
        met = true;
    }
    return met;
}

bool Scheduler::meet_warps() {
    bool met = false;
    for (unsigned first = 0; first < threads.size() && !failure; first += 32)
        met = meet_warp(first, std::min<unsigned>(first + 32, threads.size())) || met;
    return met && !failure;
}

bool Scheduler::meet_barrier() {
    for (const Thread &thread : threads)
        if (thread.state != State::at_barrier) return false;
    for (Thread &thread : threads) thread.state = State::ready;
    return true;
}

bool Scheduler::run_block(int how) {
    std::memset(shared_start, 0xFF, (size_t)(shared_stop - shared_start));
    std::memset(dynamic_shared, 0xFF, (size_t)(shared_end - dynamic_shared));
    for (Thread &thread : threads) thread.state = State::fresh;
    unfinished = threads.size();
    for (bool first = true;; first = false) {
        if (how == emulation_warp_by_warp) {
            run_warps();
        } else {
            if (first || how == emulation_shuffled) arrange(order, how);
            run_ready();
        }
        if (unfinished == 0) return true;
        if (meet_warps()) continue;
        if (!failure && meet_barrier()) continue;
        if (!failure) {
            size_t done = 0, barrier = 0, warp = 0;
            for (const Thread &thread : threads) {
                done += thread.state == State::done;
                barrier += thread.state == State::at_barrier;
                warp += thread.state == State::at_warp;
            }
            fail(
                emulation_stuck, std::to_string(barrier) + " threads wait at a barrier and " + std::to_string(warp)
                    + " in a warp's operation that the others never reach; " + std::to_string(done) + " have ended");
        }
        // The fibers stand in the middle of the kernel: they begin anew.
        for (Thread &thread : threads)
            if (thread.state == State::at_barrier || thread.state == State::at_warp || thread.state == State::ready) {
                begin_anew(thread.fiber);
                free_fibers.push_back(thread.fiber);
            }
        return false;
    }
}

int Scheduler::launch(Entry *kernel, uint3 grid, unsigned count, unsigned shared, const uint64_t *arguments, int how) {
    if (!shared_end) {
        const size_t size = (most_shared + 65535) / 65536 * 65536, guard = 65536;
        void *memory = mmap(nullptr, size + guard, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) std::abort();
        shared_end = static_cast<unsigned char *>(memory) + size;
        mprotect(shared_end, guard, PROT_NONE);
    }
    failure = 0;
    entry = kernel;
    slots = arguments;
    random = 0x9E3779B97F4A7C15ull;
    place.grid = grid;
    place.blockShape = {count, 1, 1};
    // The memory ends at a page of nobody's: beyond the size is a crash at that line.
    dynamic_shared = shared_end - (shared + 15) / 16 * 16;
    threads.assign(count, Thread{});
    order.assign(count, 0);
    std::vector<unsigned> blocks((size_t)grid.x * grid.y * grid.z);
    arrange(blocks, how);
    for (unsigned block : blocks) {
        place.block = {block % grid.x, block / grid.x % grid.y, block / grid.x / grid.y};
        if (!run_block(how)) break;
    }
    return failure;
}

/// What threads begin with: `ORTHOSAE_FAKE_ORDER` (0, 1, 2), for a program of its own process.
int first_order() {
    const char *named = std::getenv("ORTHOSAE_FAKE_ORDER");
    const int order = named ? std::atoi(named) : emulation_forwards;
    return order >= emulation_forwards && order <= emulation_shuffled ? order : emulation_forwards;
}
thread_local int order_of_thread = first_order();
thread_local std::string message_of_thread;

}  // namespace

void barrier() {
    scheduler.running->state = State::at_barrier;
    wait_here();
}

uint64_t warp(WarpOperation operation, unsigned mask, uint64_t value, int argument, int width) {
    Thread *own = scheduler.running;
    own->state = State::at_warp;
    own->operation = operation;
    own->mask = mask;
    own->value = value;
    own->argument = argument;
    own->width = width;
    wait_here();
    return own->value;
}

}  // namespace emulation

using namespace emulation;

int emulation_launch(
    const char *kernel, uint32_t grid_x, uint32_t grid_y, uint32_t grid_z, uint32_t threads, uint32_t shared_bytes,
    const uint64_t *slots) {
    std::lock_guard<std::mutex> hold(scheduler.lock);
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
        message_of_thread = "the emulation of kernels needs a processor with AVX2 and FMA";
        return emulation_bad_processor;
    }
#endif
    Entry *entry = find(kernel);
    if (!entry) {
        message_of_thread = std::string("no kernel ") + kernel;
        return emulation_unknown_kernel;
    }
    if (!grid_x || !grid_y || !grid_z || grid_x > 0x7FFFFFFFu || grid_y > 65535 || grid_z > 65535 || !threads || threads > 1024
        || shared_bytes > most_shared) {
        message_of_thread = std::string(kernel) + ": a grid of " + std::to_string(grid_x) + " x " + std::to_string(grid_y) + " x "
            + std::to_string(grid_z) + ", " + std::to_string(threads) + " threads, " + std::to_string(shared_bytes) + " bytes shared";
        return emulation_bad_shape;
    }
    const int failure = scheduler.launch(entry, {grid_x, grid_y, grid_z}, threads, shared_bytes, slots, order_of_thread);
    message_of_thread = failure ? scheduler.message : "";
    return failure;
}

const char *emulation_message(void) { return message_of_thread.c_str(); }
int emulation_has(const char *kernel) { return find(kernel) != nullptr; }
int emulation_argument_count(const char *kernel) {
    Entry *entry = find(kernel);
    return entry ? (int)std::strlen(entry->types) : -1;
}
const char *emulation_argument_types(const char *kernel) {
    Entry *entry = find(kernel);
    return entry ? entry->types : nullptr;
}
int emulation_kernel_count(void) {
    int count = 0;
    for (Entry *entry = first_entry; entry; entry = entry->next) count++;
    return count;
}
const char *emulation_kernel_name(int at) {
    Entry *entry = first_entry;
    while (entry && at-- > 0) entry = entry->next;
    return entry ? entry->name : nullptr;
}
void emulation_set_order(int order) { order_of_thread = order; }
