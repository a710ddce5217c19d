//! What the standard library would bring, in a fiftieth of its size: the panel runs without it.

use core::cell::RefCell;

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

use super::panel::Panel;

#[expect(unsafe_code, reason = "the allocator asks for the promise that there is one thread")]
#[global_allocator]
// SAFETY: the module is built without threads and never shares its memory with a worker.
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

/// A panic stops the module; formatting its message would cost a tenth of the budget.
#[panic_handler]
fn stop(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

struct OneThread(RefCell<Panel>);

#[expect(unsafe_code, reason = "a static must be shareable between threads, and there is one")]
// SAFETY: as for the allocator.
unsafe impl Sync for OneThread {}

static PANEL: OneThread = OneThread(RefCell::new(Panel::new()));

/// Does something with the panel. No import calls back before it returns, so that it is never borrowed twice.
pub fn with_panel<T>(action: impl FnOnce(&mut Panel) -> T) -> T {
    action(&mut PANEL.0.borrow_mut())
}
