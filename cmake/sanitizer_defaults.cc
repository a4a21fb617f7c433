// What sanitizers are not to report, in every program of their presets (servers start children
// without an environment).

extern "C" {
const char* __tsan_default_suppressions();
const char* __lsan_default_suppressions();

// Debian's gRPC and what it stands on are not instrumented, and lock by futexes that the sanitizer
// does not see: every hand-over between threads inside them looks like a race. What our own threads
// (queue, pool, relay, watch) do to one another is seen: they lock by std::mutex.
const char* __tsan_default_suppressions() {
  return "race:libgrpc.so\n"
         "race:libgrpc++.so\n"
         "race:libgpr.so\n"
         "race:libupb.so\n"
         "race:libabsl_\n"
         "race:libcrypto.so\n"
         "race:libssl.so\n"
         "race:libcares.so\n"
         "race:libaddress_sorting.so\n"
         "race:grpc::internal\n";
}

// c-ares 1.18, by gRPC: a few bytes of a name that was being looked up when its channel was given
// up.
const char* __lsan_default_suppressions() { return "leak:libcares.so\n"; }
}
