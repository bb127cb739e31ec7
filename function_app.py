"""The Azure door: triggers that parse, call one function of jobs/, and return. docs/operate.md tells what each one is for."""

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
STORAGE = "KADANS_STORAGE"


@app.timer_trigger(schedule="%PLAN_SCHEDULE%", arg_name="timer")
def plan(timer: func.TimerRequest, context: func.Context) -> None:  # noqa: ARG001 - the plan looks at the clock and the store alone
    """Plan what is due."""
    from jobs import door

    door.run_plan(context.trace_context.trace_parent)


@app.timer_trigger(schedule="%PURGE_SCHEDULE%", arg_name="timer")
def purge(timer: func.TimerRequest, context: func.Context) -> None:  # noqa: ARG001 - the purge looks at the clock and the store alone
    """Forget what is older than 13 months."""
    from jobs import door

    door.run_purge(context.trace_context.trace_parent)


@app.timer_trigger(schedule="%SAMPLE_SCHEDULE%", arg_name="timer")
def sample(timer: func.TimerRequest, context: func.Context) -> None:  # noqa: ARG001 - the job looks at the clock and the store alone
    """Sample work locations, where the policy wants that and it is a team's turn."""
    from jobs import door

    door.run_sample(context.trace_context.trace_parent)


@app.timer_trigger(schedule="%HEALTH_CARD_SCHEDULE%", arg_name="timer")
def health_card(timer: func.TimerRequest, context: func.Context) -> None:  # noqa: ARG001 - posted once a week, whichever hour succeeds
    """Tell the admins how the week went."""
    from jobs import door

    door.run_health_card(context.trace_context.trace_parent)


@app.queue_trigger(queue_name="audits", connection=STORAGE, arg_name="message")
def audit(message: func.QueueMessage, context: func.Context) -> None:
    """Audit one team's week."""
    from jobs import door

    door.run_audit(message.get_body(), context.trace_context.trace_parent)


@app.queue_trigger(queue_name="deliveries", connection=STORAGE, arg_name="message")
def deliver(message: func.QueueMessage, context: func.Context) -> None:
    """Post one card to one route."""
    from jobs import door

    door.run_delivery(message.get_body(), context.trace_context.trace_parent)


@app.queue_trigger(queue_name="audits-poison", connection=STORAGE, arg_name="message")
def audit_poison(message: func.QueueMessage, context: func.Context) -> None:
    """Alarm about an audit that failed again and again."""
    from jobs import door

    door.run_poison("audits", message.get_body(), context.trace_context.trace_parent)


@app.queue_trigger(queue_name="deliveries-poison", connection=STORAGE, arg_name="message")
def delivery_poison(message: func.QueueMessage, context: func.Context) -> None:
    """Alarm about a delivery that failed again and again."""
    from jobs import door

    door.run_poison("deliveries", message.get_body(), context.trace_context.trace_parent)


@app.route(route="doctor", methods=["GET"], trigger_arg_name="request")
def doctor(request: func.HttpRequest, context: func.Context) -> func.HttpResponse:  # noqa: ARG001 - there is nothing to ask for
    """Tell how everything stands, as the app itself sees it: a managed identity can be used nowhere else."""
    from jobs import door

    status, page = door.run_doctor(context.trace_context.trace_parent)
    return func.HttpResponse(page, status_code=status, mimetype="text/plain")


@app.route(route="health", methods=["GET"], trigger_arg_name="request")
def health(request: func.HttpRequest, context: func.Context) -> func.HttpResponse:  # noqa: ARG001 - there is nothing to ask for
    """Tell whether the app does its work."""
    from jobs import door

    status, body = door.run_health(context.trace_context.trace_parent)
    return func.HttpResponse(body, status_code=status, mimetype="application/json")
