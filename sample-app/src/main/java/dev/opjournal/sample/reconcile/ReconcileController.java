package dev.opjournal.sample.reconcile;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows how the VMs stand to what is wished of them. */
@RestController
class ReconcileController {
    private final Reconciler reconciler;

    ReconcileController(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @GetMapping("/reconcile")
    Reconciler.View view() {
        return reconciler.view();
    }
}
